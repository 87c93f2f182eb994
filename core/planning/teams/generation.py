"""Column generation: teams are added to the relaxation as long as it gains by them."""

from collections.abc import Callable

from core.planning.teams.master import Master, Relaxation
from core.planning.teams.pricing import Offer

Pricing = Callable[[Relaxation], Offer]
"""Finds teams worth adding."""
Stopped = Callable[[], bool]


def generate(
    master: Master, pricing: Pricing, rounds: int, stopped: Stopped, *, free: bool = False
) -> Relaxation:
    """Give the relaxation after up to `rounds` rounds, fewer where no more is found.

    With `free` the number of teams tends to where teams lack least on average.
    """
    relaxed = master.solve()
    for _ in range(rounds):
        if free and relaxed.whole:
            master.reward(relaxed.cost / relaxed.count)
            relaxed = master.solve()
        found = [master.add(team, cost) for team, cost in pricing(relaxed)]
        if not any(found) or stopped():
            break
        relaxed = master.solve()
    return relaxed
