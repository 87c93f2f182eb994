"""Splits a class into teams: the entry.

Teams are columns of a linear relaxation and found by a search that knows what every person is
worth in it. A dive makes whole teams of the relaxation's shares; swaps and taking some teams
apart polish them. The work is limited by counts, never by time, so the same problem with the
same seed gives the same teams, unless it is stopped.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import sqrt

import numpy as np

from core.errors import Unavailable
from core.model.formation import WHOLE, Formation, FormedTeam, Headway, Proof, TeamProblem
from core.planning.teams.arrangement import Arrangement, Team
from core.planning.teams.bound import supply
from core.planning.teams.choice import choose
from core.planning.teams.dive import dive
from core.planning.teams.every import EveryTeam, is_small
from core.planning.teams.generation import Stopped, generate
from core.planning.teams.master import Master, Relaxation
from core.planning.teams.pricing import search
from core.planning.teams.rebuild import rebuild
from core.planning.teams.rules import counts_of, refuse_impossible
from core.planning.teams.score import Scorer
from core.planning.teams.start import start
from core.planning.teams.table import tabulate

_ROUNDS, _ROUNDS_OF_ALL = 12, 60
"""Rounds of column generation: by search, and where every team is looked at."""
_MORE = 3
"""Further rounds once the number of teams is settled."""
_REBUILDS = 12
_DIVES, _TEAMS = 4, 60
"""So many dives, fewer where they would have more teams to make altogether; but one."""
_TOLERANCE = 1e-3
_EFFORTS = ((0.2, 250), (0.4, 1000), (1.5, 5000))
"""Choices among teams near the relaxation: work, in the solver's own measure, and teams."""


def _ignore(_: Headway) -> None:
    pass


def _never() -> bool:
    return False


def form(
    problem: TeamProblem,
    on_progress: Callable[[Headway], None] = _ignore,
    stopped: Stopped = _never,
) -> Formation:
    """Give teams that keep every rule and score as high as can be found.

    `stopped` is asked often; once it is true the best teams so far are given.

    Raises:
        Refused: `teams.impossible`, `rules` naming a smallest set of rules that clash.
        Unavailable: whether the rules can be kept could not be told.
        ValueError: a person or a role is there twice, or the sizes are none.
    """
    work = _Work(problem, on_progress, stopped)
    work.run()
    return work.formation()


class _Work:
    """One run: what is best so far, and what is known about how good it can be."""

    def __init__(
        self, problem: TeamProblem, on_progress: Callable[[Headway], None], stopped: Stopped
    ) -> None:
        self._problem = problem
        self._on_progress = on_progress
        self._stopped, self._cut_short = stopped, False
        self._told = 0.0
        self._chance = np.random.default_rng(problem.seed)
        self._scorer = Scorer(tabulate(problem))
        self._best = self._started(counts_of(problem))
        self._bound, self._proof = supply(self._scorer, len(self._best.teams)), Proof.SUPPLY
        self._report()

    def formation(self) -> Formation:
        """Give the best teams so far."""
        people = [member.person for member in self._problem.members]
        formed = [
            FormedTeam(tuple(sorted(people[person] for person in team)), self._scorer.parts(team))
            for team in self._best.teams
        ]
        return Formation(
            teams=tuple(sorted(formed, key=lambda team: team.people)),
            quality=self._quality(),
            bound=max(self._bound, self._quality()),
            proof=self._proof,
            cut_short=self._cut_short,
        )

    def run(self) -> None:
        """Search until the best teams are found for sure, the work is done, or it is stopped."""
        problem, scorer = self._problem, self._scorer
        counts = counts_of(problem)
        small = is_small(scorer.table.size, problem.least, problem.most)
        every = EveryTeam(scorer) if small else None
        pricing = every.price if every else partial(search, scorer, self._chance)
        rounds = _ROUNDS_OF_ALL if every else _ROUNDS
        master = Master(scorer.table.size, min(counts), max(counts))
        self._gather(master)
        if len(counts) > 1:
            relaxed = generate(master, pricing, rounds, self._is_stopped, free=True)
            self._settle(master, relaxed.count)
            rounds = rounds if every else _MORE
        relaxed = generate(master, pricing, rounds, self._is_stopped)
        if every:
            self._prove(every, relaxed)
        else:
            self._dive(master)
            self._polish()

    def _started(self, counts: Sequence[int]) -> Arrangement:
        """Give a first arrangement with the first number of teams that can be.

        Raises:
            Refused: there is none; `Unavailable`: that could not be told.
        """
        for count in counts:
            teams = start(self._scorer.table, count, self._chance)
            if teams is not None:
                arrangement = Arrangement(self._scorer, teams)
                arrangement.descend(self._is_stopped)
                return arrangement
        refuse_impossible(self._problem)
        raise Unavailable("teams", "no teams to start from")

    def _settle(self, master: Master, count: float) -> None:
        """Go on with the number of teams nearest to `count` that can be."""
        counts = sorted(counts_of(self._problem), key=lambda one: (abs(one - count), one))
        if counts[0] != len(self._best.teams):
            self._best = self._started(counts)
            self._gather(master)
        settled = len(self._best.teams)
        master.limit(settled, settled)
        self._bound = supply(self._scorer, settled)
        self._report()

    def _gather(self, master: Master) -> None:
        for team, cost in self._best.columns():
            master.add(team, cost)

    def _dive(self, master: Master) -> None:
        count = len(self._best.teams)
        for _ in range(max(1, min(_DIVES, _TEAMS // count))):
            if self._is_stopped():
                return
            self._offer(dive(self._scorer, master.columns, count, self._chance, self._is_stopped))
            self._gather(master)

    def _prove(self, every: EveryTeam, relaxed: Relaxation) -> None:
        """Choose among all teams that a better solution could have."""
        count = len(self._best.teams)
        least = every.least(relaxed, count)
        self._bound, self._proof = _quality(least, count), Proof.EVERY_TEAM
        self._report()
        for effort, most in _EFFORTS:
            if self._is_stopped():
                return
            # Costs are whole numbers: what is better is so by 1 at least.
            near = every.within(relaxed, self._best.total - 1 - least + _TOLERANCE)
            known = dict(self._best.columns())
            chosen = choose(dict([*near.items()][:most]) | known, count, known, effort)
            self._offer(chosen and chosen[0])
            if chosen and chosen[1] and len(near) <= most:
                self._bound, self._proof = self._quality(), Proof.BEST
                return

    def _polish(self) -> None:
        for _ in range(_REBUILDS):
            if self._proof is Proof.BEST or self._is_stopped():
                return
            self._offer(rebuild(self._scorer, self._best, self._chance, self._is_stopped))

    def _offer(self, teams: Sequence[Team] | None) -> None:
        """Take these teams, put right by swaps, where they are better."""
        if teams is None:
            return
        arrangement = Arrangement(self._scorer, teams)
        arrangement.descend(self._is_stopped)
        if arrangement.total < self._best.total:
            self._best = arrangement
            self._report()

    def _quality(self) -> float:
        return _quality(self._best.total, len(self._best.teams))

    def _report(self) -> None:
        """Tell how far it is; another number of teams may start lower than the last one ended."""
        self._told = max(self._told, self._quality())
        self._on_progress(Headway(self._told, max(self._bound, self._told)))

    def _is_stopped(self) -> bool:
        self._cut_short = self._cut_short or self._stopped()
        return self._cut_short


def _quality(total: float, count: int) -> float:
    return WHOLE - sqrt(max(total, 0) / count)
