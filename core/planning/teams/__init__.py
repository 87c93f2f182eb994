"""Splits a class into teams: column generation over teams, polished by swaps."""
