"""From shares of teams to teams: some are taken for good, the rest is solved again."""

from collections.abc import Iterable, Mapping
from functools import partial
from math import inf

import numpy as np

from core.planning.teams.arrangement import Team
from core.planning.teams.choice import choose
from core.planning.teams.generation import Stopped, generate
from core.planning.teams.master import Master, Relaxation
from core.planning.teams.pricing import search
from core.planning.teams.score import Scorer
from core.planning.teams.table import Numbers

_SMALL = 28
"""So few people are placed at once."""
_MANY, _ROUNDS, _ROUNDS_OF_MANY = 80, 3, 1
"""Rounds of column generation each time: fewer as long as there are many people."""
_CERTAIN = 0.999
_SURE = 0.75
"""A share of this size is as good as a team."""
_PART = 0.12
"""Of the teams still open, so many are taken at least."""
_OFFERED = 1500
_EFFORT = 0.5


def dive(
    scorer: Scorer,
    columns: Mapping[Team, int],
    count: int,
    chance: np.random.Generator,
    stopped: Stopped,
) -> list[Team] | None:
    """Give `count` teams of everybody, taken from `columns` and what is found on the way.

    `None`: what was taken left no way to place the rest.
    """
    people = np.arange(scorer.table.size)
    taken: list[Team] = []
    while len(people) > 0 and not stopped():
        own = scorer.among(people)
        master = Master(len(people), count - len(taken), count - len(taken))
        for team, cost in inside(columns, people):
            master.add(team, cost)
        rounds = _ROUNDS if len(people) < _MANY else _ROUNDS_OF_MANY
        relaxed = generate(master, partial(search, own, chance), rounds, stopped)
        if len(people) <= _SMALL or _is_whole(relaxed):
            rest = _rest(master, relaxed, count - len(taken))
            return None if rest is None else taken + named(rest, people)
        chosen = named(_surest(relaxed), people)
        columns = dict(zip(named(master.columns, people), master.columns.values(), strict=True))
        taken += chosen
        people = np.setdiff1d(people, [person for team in chosen for person in team])
    return None


def inside(columns: Mapping[Team, int], people: Numbers) -> Iterable[tuple[Team, int]]:
    """Give the teams of `people` alone, by their index among these, with their cost."""
    place = {int(person): number for number, person in enumerate(people)}
    for team, cost in columns.items():
        if place.keys() >= set(team):
            yield tuple(place[person] for person in team), cost


def named(teams: Iterable[Team], people: Numbers) -> list[Team]:
    """Give teams of `people`, by index among these, by index of the class."""
    return [tuple(int(people[person]) for person in team) for team in teams]


def offered(master: Master, relaxed: Relaxation, gap: float = inf) -> dict[Team, int]:
    """Give the teams that may be part of a solution up to `gap` above the relaxation.

    Not more than fit into a choice: the likelier ones.
    """
    reduced = {
        team: cost - relaxed.team - sum(float(relaxed.people[person]) for person in team)
        for team, cost in master.columns.items()
    }
    near = sorted((own, team) for team, own in reduced.items() if own <= gap)
    return {team: master.columns[team] for _, team in near[:_OFFERED]}


def _is_whole(relaxed: Relaxation) -> bool:
    return relaxed.whole and all(share > _CERTAIN for share in relaxed.shares.values())


def _surest(relaxed: Relaxation) -> list[Team]:
    least = max(1, int(_PART * relaxed.count))
    ranked = sorted(relaxed.shares.items(), key=lambda one: (-one[1], one[0]))
    chosen: list[Team] = []
    placed: set[int] = set()
    for team, share in ranked:
        if share < _SURE and len(chosen) >= least:
            break
        if placed.isdisjoint(team):
            chosen.append(team)
            placed.update(team)
    return chosen


def _rest(master: Master, relaxed: Relaxation, count: int) -> list[Team] | None:
    chosen = choose(offered(master, relaxed), count, (), _EFFORT)
    return None if chosen is None else chosen[0]
