"""Other ways to split a class, each until its time is up: to see what ours is worth."""

import math
import random
import time
from collections.abc import Callable, Iterator

import numpy as np

from core.planning.teams.arrangement import Arrangement, Team
from core.planning.teams.rules import Teams
from core.planning.teams.score import FORBIDDEN, Scorer
from core.planning.teams.start import start

Method = Callable[[Scorer, int, float], list[Team]]
"""Gives so many teams within so many seconds of the processor."""

_HOT, _COLD = 0.3, 0.001
"""The first and last temperature, in costs of a team at the start."""
_CHECKED = 100


def restarts(scorer: Scorer, count: int, seconds: float) -> list[Team]:
    """Draw teams that keep the rules, again and again; give the best."""
    return _best(scorer, _drawn(scorer, count), seconds)


def greedy(scorer: Scorer, count: int, seconds: float) -> list[Team]:
    """Place one after another where it costs least, in ever new orders; give the best."""
    return _best(scorer, _placed(scorer, count), seconds)


def descents(scorer: Scorer, count: int, seconds: float) -> list[Team]:
    """Draw teams and swap as long as that helps, again and again; give the best."""
    return _best(scorer, _descended(scorer, count), seconds)


def annealing(scorer: Scorer, count: int, seconds: float) -> list[Team]:
    """Swap at random, ever more picky; give the best teams met."""
    chance = random.Random(1)
    now = Arrangement(scorer, next(_drawn(scorer, count)))
    best, teams = now.total, list(now.teams)
    unit = now.total / count
    begin = time.process_time()
    temperature = _HOT * unit
    for turn in range(1_000_000_000):
        if turn % _CHECKED == 0:
            share = (time.process_time() - begin) / seconds
            if share >= 1:
                break
            temperature = unit * _HOT * (_COLD / _HOT) ** share
        one, other = chance.randrange(scorer.table.size), chance.randrange(scorer.table.size)
        change = now.change(one, other)
        if one == other or change > FORBIDDEN // 2:
            continue
        if change <= 0 or chance.random() < math.exp(-change / temperature):
            now.exchange(one, other)
            if now.total < best:
                best, teams = now.total, list(now.teams)
    return teams


def _best(scorer: Scorer, formations: Iterator[Teams], seconds: float) -> list[Team]:
    until = time.process_time() + seconds
    best: tuple[float, list[Team]] = (math.inf, [])
    for teams in formations:
        cost = sum((1000 - scorer.parts(team).points) ** 2 for team in teams)
        if cost < best[0]:
            best = cost, [tuple(sorted(team)) for team in teams]
        if time.process_time() > until:
            break
    return best[1]


def _drawn(scorer: Scorer, count: int) -> Iterator[Teams]:
    chance = np.random.default_rng(1)
    while True:
        teams = start(scorer.table, count, chance)
        if teams is not None:
            yield teams


def _descended(scorer: Scorer, count: int) -> Iterator[Teams]:
    for teams in _drawn(scorer, count):
        arrangement = Arrangement(scorer, teams)
        arrangement.descend(lambda: False)
        yield [list(team) for team in arrangement.teams]


def _placed(scorer: Scorer, count: int) -> Iterator[Teams]:
    chance = np.random.default_rng(1)
    for teams in _drawn(scorer, count):
        sizes = [len(team) for team in teams]
        grouped = {person for group in scorer.table.groups for person in group}
        begun = [[person for person in team if person in grouped] for team in teams]
        others = [person for team in teams for person in team if person not in grouped]
        if _fill(scorer, begun, sizes, chance.permutation(others).tolist()):
            yield begun


def _fill(scorer: Scorer, teams: Teams, sizes: list[int], people: list[int]) -> bool:
    """Place people one by one; tell whether all found a place the rules allow."""
    for person in people:
        costs = [
            int(scorer.costs(np.array([team], np.int64).reshape(1, -1), np.array([person]))[0, 0])
            if len(team) < size
            else FORBIDDEN
            for team, size in zip(teams, sizes, strict=True)
        ]
        before = [(1000 - scorer.parts(team).points) ** 2 if team else 1_000_000 for team in teams]
        changes = [after - cost for after, cost in zip(costs, before, strict=True)]
        place = changes.index(min(changes))
        if costs[place] == FORBIDDEN:
            return False
        teams[place].append(person)
    return True
