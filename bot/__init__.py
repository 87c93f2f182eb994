"""The program: the only place that knows all parts."""
