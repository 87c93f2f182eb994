"""Chooses whole teams out of those on offer, so that everybody is in one."""

from collections.abc import Collection, Mapping

from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpModel, CpSolver, LinearExpr

from core.planning.teams.arrangement import Team


def choose(
    offered: Mapping[Team, int], count: int, known: Collection[Team], effort: float
) -> tuple[list[Team], bool] | None:
    """Give the cheapest `count` teams on offer that hold everybody once.

    With them goes whether none on offer are cheaper. `known` is where to start from, `effort`
    the solver's measure of work. `None`: nothing was found.
    """
    model = CpModel()
    takes = {team: model.new_bool_var("") for team in offered}
    people: dict[int, list[Team]] = {}
    for team in offered:
        for person in team:
            people.setdefault(person, []).append(team)
    for teams in people.values():
        model.add_exactly_one(takes[team] for team in teams)
    model.add(sum(takes.values()) == count)
    variables, costs = list(takes.values()), list(offered.values())
    goal = LinearExpr.weighted_sum(variables, costs)  # pyright: ignore[reportUnknownMemberType]  # untyped there
    model.minimize(goal)
    for team, take in takes.items():
        model.add_hint(take, team in known)
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_presolve = False  # it takes longer than it saves here
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status not in {OPTIMAL, FEASIBLE}:
        return None
    return [team for team, take in takes.items() if solver.boolean_value(take)], status == OPTIMAL
