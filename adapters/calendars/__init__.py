"""Calendar files that people give."""
