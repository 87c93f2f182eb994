"""What every number of teams of a small class costs at least, known better step by step."""

from collections.abc import Mapping, Sequence

from core.planning.teams.arrangement import Arrangement, Team
from core.planning.teams.every import EveryTeam
from core.planning.teams.generation import Stopped, generate
from core.planning.teams.master import Master, Relaxation
from core.planning.teams.score import Scorer

_ROUNDS = 60
_TOLERANCE = 1e-3


class Survey:
    """All teams of a class, and what so many of them with everybody in one cost at least."""

    def __init__(self, scorer: Scorer, counts: Sequence[int], known: Arrangement) -> None:
        self._every = EveryTeam(scorer)
        self._master = Master(scorer.table.size, min(counts), max(counts))
        self._least = dict.fromkeys(counts, 0.0)
        self._add(known)

    @property
    def least(self) -> Mapping[int, float]:
        """What each number of teams costs at least."""
        return self._least

    def promising(self, best: Arrangement) -> list[int]:
        """Give the numbers of teams by which the class may be split better, cheapest first."""
        counts = [
            count for count, least in self._least.items() if least - _TOLERANCE <= goal(best, count)
        ]
        return sorted(counts, key=lambda count: (self._least[count] / count, count))

    def look(self, stopped: Stopped) -> None:
        """Look at all numbers of teams at once."""
        self._relax(stopped, free=len(self._least) > 1)

    def look_at(self, known: Arrangement, stopped: Stopped) -> Relaxation:
        """Look at as many teams as there are in `known`."""
        count = len(known.teams)
        self._add(known)
        self._master.limit(count, count)
        return self._relax(stopped)

    def near(self, relaxed: Relaxation, count: int, most: int) -> dict[Team, int]:
        """Give all teams that `count` teams which cost `most` can have, the likely ones first."""
        gap = most - self._every.least(relaxed, (count,))[count]
        return self._every.within(relaxed, gap + _TOLERANCE)

    def note(self, count: int, least: float) -> None:
        """Take note of what so many teams cost at least."""
        self._least[count] = max(self._least[count], least)

    def _add(self, known: Arrangement) -> None:
        for team, cost in known.columns():
            self._master.add(team, cost)

    def _relax(self, stopped: Stopped, *, free: bool = False) -> Relaxation:
        relaxed = generate(self._master, self._every.price, _ROUNDS, stopped, free=free)
        for count, least in self._every.least(relaxed, self._least).items():
            self.note(count, least)
        return relaxed


def goal(best: Arrangement, count: int) -> int:
    """Give the most that `count` teams of a higher quality cost; costs are whole numbers."""
    return (best.total * count - 1) // len(best.teams)
