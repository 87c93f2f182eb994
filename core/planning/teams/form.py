"""Splits a class into teams: the entry.

Teams are columns of a linear relaxation and found by a search that knows what every person is
worth in it. A dive makes whole teams of the relaxation's shares; swaps and taking some teams
apart polish them. The work is limited by counts, never by time, so the same problem with the
same seed gives the same teams, unless it is stopped.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from math import inf, sqrt

import numpy as np

from core.errors import Unavailable
from core.model.formation import WHOLE, Formation, FormedTeam, Headway, Proof, TeamProblem
from core.planning.teams.arrangement import Arrangement, Team
from core.planning.teams.bound import supply
from core.planning.teams.choice import choose
from core.planning.teams.clash import refuse_impossible
from core.planning.teams.dive import dive
from core.planning.teams.every import is_small
from core.planning.teams.generation import Stopped, generate
from core.planning.teams.master import Master
from core.planning.teams.pricing import search
from core.planning.teams.rebuild import rebuild
from core.planning.teams.rules import counts_of, fewest
from core.planning.teams.score import Scorer
from core.planning.teams.start import start
from core.planning.teams.survey import Survey, goal
from core.planning.teams.table import tabulate

_ROUNDS, _MORE = 12, 3
"""Rounds of column generation, and further ones once the number of teams is settled."""
_REBUILDS = 12
_DIVES, _TEAMS = 4, 60
"""So many dives, fewer where they would have more teams to make altogether; but one."""
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
        least = fewest(problem)
        self._counts = [count for count in counts_of(problem) if count >= least]
        self._best = self._started(self._counts)
        self._bounds = dict.fromkeys(self._counts, float(WHOLE))
        """What so many teams have at most, for all numbers of teams still looked at."""
        self._proof = Proof.SUPPLY
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
            bound=max(self._bounds[len(formed)], self._quality()),
            proof=self._proof,
            cut_short=self._cut_short,
        )

    def run(self) -> None:
        """Search until the best teams are found for sure, the work is done, or it is stopped."""
        if is_small(self._scorer.table.size, self._problem.least, self._problem.most):
            self._prove(Survey(self._scorer, self._counts, self._best))
            return
        master = Master(self._scorer.table.size, min(self._counts), max(self._counts))
        self._gather(master)
        self._settle(master)
        self._dive(master)
        self._polish()

    def _started(self, counts: Sequence[int]) -> Arrangement:
        """Give a first arrangement with the first number of teams that can be.

        Raises:
            Refused: there is none; `Unavailable`: that could not be told.
        """
        for count in counts:
            with suppress(Unavailable):
                arrangement = self._arranged(count)
                if arrangement is not None:
                    return arrangement
        refuse_impossible(self._problem, self._stopped)
        raise Unavailable("teams", "no teams to start from")

    def _arranged(self, count: int) -> Arrangement | None:
        """Give a first arrangement of `count` teams; `None` where there is none.

        Raises:
            Unavailable: that could not be told.
        """
        teams = start(self._scorer.table, count, self._chance)
        if teams is None:
            return None
        arrangement = Arrangement(self._scorer, teams)
        arrangement.descend(self._is_stopped)
        return arrangement

    def _settle(self, master: Master) -> None:
        """Go on with the number of teams by which they seem to lack least on average."""
        pricing, rounds = partial(search, self._scorer, self._chance), _ROUNDS
        if len(self._counts) > 1:
            relaxed = generate(master, pricing, _ROUNDS, self._is_stopped, free=True)
            counts = sorted(self._counts, key=lambda one: (abs(one - relaxed.count), one))
            if counts[0] != len(self._best.teams):
                self._best = self._started(counts)
                self._gather(master)
            rounds = _MORE
        settled = len(self._best.teams)
        master.limit(settled, settled)
        self._bounds = {settled: supply(self._scorer, settled)}
        self._report()
        generate(master, pricing, rounds, self._is_stopped)

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

    def _prove(self, survey: Survey) -> None:
        """Choose among all teams, by one number of them after another, until none can be better."""
        survey.look(self._is_stopped)
        self._proof = Proof.EVERY_TEAM
        tried: set[int] = set()
        while not self._is_stopped():
            self._know(survey)
            promising = survey.promising(self._best)
            if not promising:
                self._proof, self._bounds = Proof.BEST, {len(self._best.teams): self._quality()}
                self._report()
            untried = [count for count in promising if count not in tried]
            if not untried:
                return
            tried.add(untried[0])
            with suppress(Unavailable):
                self._choose(survey, untried[0])

    def _choose(self, survey: Survey, count: int) -> None:
        """Choose among all teams that `count` teams better than the best could have.

        Raises:
            Unavailable: whether there can be so many could not be told.
        """
        known = self._known(count)
        if known is None:
            survey.note(count, inf)
            return
        relaxed = survey.look_at(known, self._is_stopped)
        self._know(survey)
        columns = dict(known.columns())
        for effort, most in _EFFORTS:
            if self._is_stopped():
                return
            near = survey.near(relaxed, count, goal(self._best, count))
            chosen = choose(dict([*near.items()][:most]) | columns, count, columns, effort)
            self._offer(chosen and chosen[0])
            if chosen and chosen[1] and len(near) <= most:
                survey.note(count, goal(self._best, count) + 1)
                return

    def _known(self, count: int) -> Arrangement | None:
        """Give teams to begin with, and take them where they are better than the best.

        Raises:
            Unavailable: whether there are any could not be told.
        """
        if count == len(self._best.teams):
            return self._best
        arrangement = self._arranged(count)
        if arrangement is not None:
            self._take(arrangement)
        return arrangement

    def _polish(self) -> None:
        for _ in range(_REBUILDS):
            if self._is_stopped():
                return
            self._offer(rebuild(self._scorer, self._best, self._chance, self._is_stopped))

    def _offer(self, teams: Sequence[Team] | None) -> None:
        """Take these teams, put right by swaps, where they are better."""
        if teams is None:
            return
        arrangement = Arrangement(self._scorer, teams)
        arrangement.descend(self._is_stopped)
        self._take(arrangement)

    def _take(self, arrangement: Arrangement) -> None:
        """Take teams that are better than the best."""
        if arrangement.total <= goal(self._best, len(arrangement.teams)):
            self._best = arrangement
            self._report()

    def _know(self, survey: Survey) -> None:
        self._bounds = {count: _quality(least, count) for count, least in survey.least.items()}
        self._report()

    def _quality(self) -> float:
        return _quality(self._best.total, len(self._best.teams))

    def _report(self) -> None:
        """Tell how far it is; another number of teams may start lower than the last one ended."""
        self._told = max(self._told, self._quality())
        self._on_progress(Headway(self._told, max(self._told, *self._bounds.values())))

    def _is_stopped(self) -> bool:
        self._cut_short = self._cut_short or self._stopped()
        return self._cut_short


def _quality(total: float, count: int) -> float:
    return WHOLE - sqrt(max(total, 0) / count)
