"""One module per subject: an ask and its answer side by side."""
