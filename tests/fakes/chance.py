"""Chance that repeats itself."""

from random import Random


class FakeChance:
    """Gives the same tokens and fractions for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._tokens = Random(seed)
        self._fractions = Random(seed)

    def token(self) -> str:
        """Give 32 hexadecimal digits."""
        return f"{self._tokens.getrandbits(128):032x}"

    def fraction(self) -> float:
        """Give a number from 0 (inclusive) to 1 (exclusive)."""
        return self._fractions.random()
