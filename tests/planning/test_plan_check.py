from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.people import PersonId
from core.model.plans import Plan, PlannedChapter, PlannedPiece, Rule
from core.planning.check import broken, given_up
from core.planning.schedule import solve
from core.ports.outside import Pin, PlanProblem
from tests.plan_problems import chain, problem, worker

ASKED = problem(chain(4), [worker(1), worker(2), worker(3)], 40, Pin(1, 1, PersonId(2)))
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def sound() -> Plan:
    return solve(ASKED)


def chapter(plan: Plan, place: int, change: Callable[[PlannedChapter], PlannedChapter]) -> Plan:
    chapters = list(plan.chapters)
    chapters[place] = change(chapters[place])
    return replace(plan, chapters=tuple(chapters))


def piece(plan: Plan, place: int, change: Callable[[PlannedPiece], PlannedPiece]) -> Plan:
    """Change the first piece of a chapter."""
    return chapter(
        plan, place, lambda one: replace(one, pieces=(change(one.pieces[0]), *one.pieces[1:]))
    )


BREACHES: dict[str, Callable[[Plan], Plan]] = {
    "shape": lambda plan: replace(plan, chapters=plan.chapters[1:]),
    "start day": lambda plan: chapter(plan, 0, lambda one: replace(one, start=one.start + DAY)),
    "end day": lambda plan: chapter(plan, 3, lambda one: replace(one, due=one.due - DAY)),
    "days": lambda plan: piece(plan, 2, lambda one: replace(one, start=one.start - 30 * DAY)),
    "assignee": lambda plan: chapter(plan, 1, lambda one: replace(one, assignee=PersonId(9))),
    "pin": lambda plan: chapter(
        plan,
        1,
        lambda one: replace(
            one, pieces=tuple(replace(own, assignee=PersonId(1)) for own in one.pieces)
        ),
    ),
    "effort": lambda plan: piece(plan, 1, lambda one: replace(one, due=one.start + 39 * DAY)),
    "dependencies": lambda plan: chapter(
        plan, 1, lambda one: replace(one, start=plan.chapters[0].due)
    ),
    "distinct spans": lambda plan: chapter(
        plan,
        1,
        lambda one: replace(one, start=plan.chapters[2].start, due=plan.chapters[2].due),
    ),
}


def test_a_sound_plan_is_found_sound(sound: Plan) -> None:
    assert broken(sound, ASKED) == ()
    assert given_up(sound, ASKED) == ()


@pytest.mark.parametrize("rule", BREACHES)
def test_every_broken_rule_is_named(sound: Plan, rule: str) -> None:
    named = broken(BREACHES[rule](sound), ASKED)
    assert any(text.startswith(f"{rule}:") for text in named)


def test_work_that_one_member_does_alone_is_out_of_balance(sound: Plan) -> None:
    alone = sound
    for place in range(4):
        alone = chapter(
            alone,
            place,
            lambda one: replace(
                one,
                assignee=PersonId(2),
                pieces=tuple(replace(own, assignee=PersonId(2)) for own in one.pieces),
            ),
        )
    assert given_up(alone, ASKED) == (Rule.BALANCE,)
    assert broken(alone, ASKED) == ("balance: counts of pieces are [0, 12, 0]",)
    assert broken(replace(alone, relaxed=(Rule.BALANCE,)), ASKED) == ()


def test_a_plan_of_other_work_is_no_plan_of_this(sound: Plan) -> None:
    other: PlanProblem = problem(chain(5), ASKED.workers, 40)
    assert broken(sound, other) == ("shape: the plan's pieces are not the outline's",)
