"""Which rules clash: as few of them as can be told in the work it may take."""

from collections.abc import Callable, Collection, Iterator
from math import comb

from core.errors import Refused, Unavailable
from core.model.formation import RuleKind, TeamProblem, TeamRule
from core.planning.teams.rules import Rules, Work, placed, rules_of

WORK = 6.0
"""What may be spent on leaving out rules, in the solver's measure."""
_READING = 2e-6
"""What it counts for to read a rule once more."""


def refuse_impossible(
    problem: TeamProblem, stopped: Callable[[], bool] = lambda: False, work: float = WORK
) -> None:
    """Refuse rules nobody can keep; `work` is what may be spent on naming few of them.

    Raises:
        Refused: `teams.impossible`, with `rules` that clash. Where `smallest` is true the others
            could be kept without any one of them; else the work was done, or it was stopped,
            before that was sure.
        Unavailable: it could not be told in time.
    """
    rules = rules_of(problem)
    if placed(problem, rules) is not None:
        return
    narrowing = _Narrowing(problem, rules, stopped, work)
    smallest = narrowing.run()
    raise Refused("teams.impossible", rules=narrowing.rules, smallest=smallest)


class _Narrowing:
    """Leaves out rules as long as the others clash."""

    def __init__(
        self, problem: TeamProblem, rules: Rules, stopped: Callable[[], bool], work: float
    ) -> None:
        self.rules = rules
        self._problem = problem
        self._stopped = stopped
        self._work = Work(work)

    def run(self) -> bool:
        """Leave out what can be; tell whether it is sure that nothing else can."""
        sure = True
        for part in self._parts():
            if self._stopped() or self._work.left <= 0:
                return False
            spared = self._spare(part)
            if spared is None:
                sure = sure and len(part) > 1
            if spared is False and self._is_even():
                return True
        return sure

    def _parts(self) -> Iterator[Collection[TeamRule]]:
        """Give what to try next: all about half of the people, a quarter, …; then each rule."""
        size = len(self._people())
        while size > 1:
            size = (size + 1) // 2
            people = self._people()
            for first in range(0, len(people), size):
                some = {*people[first : first + size]}
                yield {rule for rule in self.rules if not some.isdisjoint(rule.people)}
        for rule in self.rules:
            yield {rule}

    def _spare(self, part: Collection[TeamRule]) -> bool | None:
        """Leave out a part unless the others can be kept; tell whether, `None`: nobody knows."""
        fewer = tuple(rule for rule in self.rules if rule not in part)
        self._work.left -= _READING * len(self.rules)
        try:
            spared = placed(self._problem, fewer, work=self._work) is None
        except Unavailable:
            return None
        if spared:
            self.rules = fewer
        return spared

    def _is_even(self) -> bool:
        """Tell whether everybody is kept apart from everybody, and no such pair can be spared.

        One pair speaks for all, and sizes alone keep them from having a team each.
        """
        kinds = {rule.kind for rule in self.rules}
        pairs = {rule.people for rule in self.rules if rule.people}
        if RuleKind.TOGETHER in kinds or len(self.rules) != len(pairs) + 1:
            return False
        every = comb(len(self._people()), 2)
        return len(pairs) == every > 0 and self._spare({self.rules[-1]}) is False

    def _people(self) -> list[int]:
        return sorted({person for rule in self.rules for person in rule.people})
