"""Finds teams worth adding to the relaxation: a local search over single teams, many at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.planning.teams.arrangement import Team, rests_of
from core.planning.teams.master import Relaxation
from core.planning.teams.score import FORBIDDEN, Scorer
from core.planning.teams.table import Flags, Numbers

Offer = list[tuple[Team, int]]
"""Teams to add, and their cost."""
Lot = tuple[Numbers, NDArray[np.float64], NDArray[np.int32]]
"""Teams, what the relaxation gains by each (below 0), and their costs."""

_OFTEN = 24
"""Teams given at most that somebody is in."""
_STEPS = 12
"""People exchanged in one team at most."""
_NEAR = 6
"""So many neighbours of a team are kept each step, the best ones."""
_WORTH = -0.01


def search(scorer: Scorer, chance: np.random.Generator, relaxed: Relaxation) -> Offer:
    """Give teams the relaxation lacks, as far as a search from its own and random ones finds."""
    starts = [*relaxed.shares, *_random_teams(scorer, chance, scorer.table.size // 2)]
    sizes: defaultdict[int, list[Team]] = defaultdict(list)
    for team in starts:
        sizes[len(team)].append(team)
    found = [
        lot
        for teams in sizes.values()
        for lot in _search(scorer, relaxed, np.array(teams, np.int64))
    ]
    return _best(found)


def _best(found: Sequence[Lot]) -> Offer:
    ranked = sorted(
        (float(gain), number, row)
        for number, (_, gains, _) in enumerate(found)
        for row, gain in enumerate(gains)
    )
    chosen: dict[Team, int] = {}
    often: Counter[int] = Counter()
    for _, number, row in ranked:
        teams, _, costs = found[number]
        team: Team = tuple(sorted(teams[row].tolist()))
        if team not in chosen and max(often[person] for person in team) < _OFTEN:
            chosen[team] = int(costs[row])
            often.update(team)
    return list(chosen.items())


def _random_teams(scorer: Scorer, chance: np.random.Generator, count: int) -> Iterable[Team]:
    """Give random teams to start from, `count` without groups and two around every group."""
    problem, groups = scorer.table.problem, scorer.table.groups
    free = np.setdiff1d(np.arange(scorer.table.size), [one for group in groups for one in group])
    for group in [()] * count + [*groups] * 2:
        least = max(problem.least - len(group), 0)
        most = min(problem.most - len(group), len(free))
        if least <= most:
            others = chance.choice(free, int(chance.integers(least, most + 1)), replace=False)
            yield tuple(sorted([*group, *map(int, others)]))


def _search(scorer: Scorer, relaxed: Relaxation, teams: Numbers) -> Iterable[Lot]:
    """Improve `teams` (of one size) step by step; give what is worth adding on the way."""
    fixed = _fixed(scorer)
    teams = teams[scorer.lawful(teams)]
    best = np.full(len(teams), np.inf)
    for _ in range(_STEPS if len(teams) else 0):
        rests = rests_of(teams)
        costs = scorer.costs(rests)
        gains = costs - relaxed.people[None, :] - relaxed.people[rests].sum(axis=1)[:, None]
        gains -= relaxed.team
        gains[costs == FORBIDDEN] = FORBIDDEN
        gains[:, fixed] = FORBIDDEN
        gains[fixed[teams].reshape(-1)] = FORBIDDEN
        gains = gains.reshape(len(teams), -1)
        near = np.argpartition(gains, min(_NEAR, gains.shape[1] - 1), axis=1)[:, :_NEAR]
        values = np.take_along_axis(gains, near, axis=1)
        changed = _changed(teams, near, fixed.size)
        worth = values < _WORTH
        yield (
            changed[worth],
            values[worth],
            np.take_along_axis(costs.reshape(len(teams), -1), near, axis=1)[worth],
        )
        first = values.argmin(axis=1)
        least = values[np.arange(len(teams)), first]
        better = least < best + _WORTH
        if not better.any():
            return
        teams = changed[np.arange(len(teams)), first][better]
        best = least[better]


def _changed(teams: Numbers, changes: Numbers, people: int) -> Numbers:
    """Give the teams after each change, (teams, changes, members)."""
    place, joining = np.divmod(changes, people)
    changed = np.repeat(teams[:, None, :], changes.shape[1], axis=1)
    np.put_along_axis(changed, place[:, :, None], joining[:, :, None], axis=2)
    return changed


def _fixed(scorer: Scorer) -> Flags:
    """Tell who is in a group, and so is not exchanged alone."""
    fixed = np.zeros(scorer.table.size, np.bool_)
    for group in scorer.table.groups:
        fixed[list(group)] = True
    return fixed
