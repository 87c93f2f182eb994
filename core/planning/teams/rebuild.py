"""Takes some teams apart and puts their people together anew, as well as can be."""

from functools import partial

import numpy as np

from core.planning.teams.arrangement import Arrangement, Team
from core.planning.teams.choice import choose
from core.planning.teams.dive import inside, named, offered
from core.planning.teams.generation import Stopped, generate
from core.planning.teams.master import Master
from core.planning.teams.pricing import search
from core.planning.teams.score import Scorer

_TEAMS = 7
_ROUNDS = 8
_EFFORT = 0.15


def rebuild(
    scorer: Scorer, arrangement: Arrangement, chance: np.random.Generator, stopped: Stopped
) -> list[Team] | None:
    """Give all teams after some of them, the weaker ones rather, became better; or `None`."""
    count = min(_TEAMS, len(arrangement.teams))
    weak = (arrangement.costs + 1) / (arrangement.costs + 1).sum()
    chosen = sorted(map(int, chance.choice(len(weak), count, replace=False, p=weak)))
    columns = list(arrangement.columns())
    old = {columns[number][0]: columns[number][1] for number in chosen}
    better = _better(scorer, old, chance, stopped)
    if better is None:
        return None
    return [team for team, _ in columns if team not in old] + better


def _better(
    scorer: Scorer, old: dict[Team, int], chance: np.random.Generator, stopped: Stopped
) -> list[Team] | None:
    people = np.array(sorted(person for team in old for person in team), np.int64)
    own = scorer.among(people)
    known = dict(inside(old, people))
    master = Master(len(people), len(old), len(old))
    for team, cost in known.items():
        master.add(team, cost)
    relaxed = generate(master, partial(search, own, chance), _ROUNDS, stopped)
    gap = sum(known.values()) - relaxed.cost
    if gap < 1:
        return None
    chosen = choose(offered(master, relaxed, gap) | known, len(known), known, _EFFORT)
    if chosen is None or sum(master.columns[team] for team in chosen[0]) >= sum(known.values()):
        return None
    return named(chosen[0], people)
