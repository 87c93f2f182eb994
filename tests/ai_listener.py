"""Who follows a model call in tests."""

from core.ports.outside import Usage


class Follower:
    """Keeps what a model call told."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.usages: list[Usage] = []

    def heard(self, count: int) -> None:
        """Note a count."""
        self.counts.append(count)

    def used(self, usage: Usage) -> None:
        """Note a usage."""
        self.usages.append(usage)
