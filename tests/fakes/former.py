"""The team solver in this very process."""

from collections.abc import Callable

from core.model.formation import Formation, Headway, TeamProblem
from core.model.people import PersonId
from core.model.placements import Placement, Rearrangement
from core.planning.teams.check import rejudged
from core.planning.teams.facts import placements
from core.planning.teams.form import form
from core.planning.teams.swap import swapped


class FakeFormer:
    """Forms teams at once, on the event loop; `problems` holds what was asked."""

    def __init__(self) -> None:
        self.problems: list[TeamProblem] = []

    async def form(
        self,
        problem: TeamProblem,
        on_progress: Callable[[Headway], None],
        stopped: Callable[[], bool] = lambda: False,
    ) -> Formation:
        """Give the solver's teams."""
        self.problems.append(problem)
        return form(problem, on_progress, stopped)

    async def swap(
        self, problem: TeamProblem, formation: Formation, one: PersonId, other: PersonId
    ) -> Rearrangement:
        """Give what a swap changes."""
        return swapped(problem, formation, one, other)

    async def judge(self, problem: TeamProblem, formation: Formation) -> Formation:
        """Give the same teams with the scores they have in this class."""
        return rejudged(problem, formation)

    async def explain(self, problem: TeamProblem, formation: Formation) -> tuple[Placement, ...]:
        """Give everybody's facts."""
        return placements(problem, formation)
