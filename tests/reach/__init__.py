"""Each platform as people meet it: what its adapter really renders, asked of nothing else."""
