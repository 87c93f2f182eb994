"""The load and solver benchmarks."""
