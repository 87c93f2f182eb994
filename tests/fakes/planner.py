"""The solver in this very process."""

from core.model.plans import Plan
from core.planning.schedule import solve
from core.ports.outside import PlanProblem


class FakePlanner:
    """Solves at once, on the event loop; `problems` holds what was asked."""

    def __init__(self) -> None:
        self.problems: list[PlanProblem] = []

    async def plan(self, problem: PlanProblem) -> Plan:
        """Give the solver's plan."""
        self.problems.append(problem)
        return solve(problem)
