import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.model.people import PersonId
from core.model.plans import Plan, PlannedPiece, Reason, Rule, Why
from core.planning.check import broken
from core.planning.schedule import solve
from core.ports.outside import Pin, PlanProblem
from tests.plan_problems import START, chain, chapter, piece, problem, problems, worker

TRIO = (
    worker(1, ("Python", 4), ("React", 2), roles=("backend",)),
    worker(2, ("React", 4), ("CSS", 3), roles=("frontend",)),
    worker(3, ("문서", 4), ("Figma", 3), roles=("design",)),
)


def planned(plan: Plan) -> list[PlannedPiece]:
    return [piece for chapter in plan.chapters for piece in chapter.pieces]


def assignees(plan: Plan) -> dict[str, PersonId]:
    return {one.piece.title: one.assignee for one in planned(plan)}


def outcome(asked: PlanProblem) -> tuple[str, ...]:
    """Give what is broken in the plan, or why there is none."""
    try:
        return broken(solve(asked), asked)
    except Refused as refused:
        return (refused.key,)


def day(number: int) -> date:
    return START + timedelta(days=number)


@given(problems())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_plan_breaks_no_rule_it_does_not_name(asked: PlanProblem) -> None:
    assert broken(solve(asked), asked) == ()


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_people_and_days_fixed_by_hand_are_kept_or_refused(
    asked: PlanProblem, chance: random.Random
) -> None:
    places = [
        (one, other)
        for one, own in enumerate(asked.outline.chapters)
        for other in range(len(own.pieces))
    ]
    pins = tuple(
        Pin(one, other, chance.choice(asked.workers).person, start=chance.choice((None, asked.end)))
        for one, other in chance.sample(places, k=min(3, len(places)))
    )
    asked = replace(asked, pins=pins)
    assert outcome(asked) in {(), ("plan.pins_impossible",)}


@pytest.mark.parametrize("days", [1, 7, 14, 60, 365])
def test_seven_by_seven_with_eight_members_is_solved(days: int) -> None:
    chapters = [chapter(f"{one}", *(piece(f"{one}-{n}") for n in range(7))) for one in range(7)]
    asked = problem(chapters, [worker(number, ("Python", number % 6)) for number in range(8)], days)
    plan = solve(asked)
    assert broken(plan, asked) == ()
    assert (Rule.DISTINCT_SPANS in plan.relaxed) == (days == 1)


@given(problems())
@settings(max_examples=10, deadline=None, derandomize=True)
def test_the_same_problem_gives_the_same_plan(asked: PlanProblem) -> None:
    assert solve(asked) == solve(asked)


def test_an_ordinary_project_gives_up_no_rule() -> None:
    asked = problem(chain(5), TRIO, 46)
    plan = solve(asked)
    assert plan.relaxed == ()
    assert plan.chapters[0].start == asked.start
    assert plan.chapters[-1].due == asked.end


def test_nobody_works_on_two_pieces_of_an_ordinary_project_at_once() -> None:
    plan = solve(problem(chain(4), TRIO, 46))
    for one, other in product(planned(plan), repeat=2):
        if one != other and one.assignee == other.assignee:
            assert one.due < other.start or other.due < one.start


def test_a_one_day_project_gives_up_spans_and_order_and_still_has_a_plan() -> None:
    asked = problem(chain(4), TRIO, 1)
    plan = solve(asked)
    assert plan.relaxed == (Rule.DISTINCT_SPANS, Rule.DEPENDENCIES)
    assert broken(plan, asked) == ()


def test_spans_are_given_up_before_effort() -> None:
    alike = [chapter(f"{one}", piece(f"{one}-1", low=4, high=4)) for one in range(3)]
    assert solve(problem(alike, TRIO, 4)).relaxed == (Rule.DISTINCT_SPANS,)


def test_effort_is_given_up_before_order() -> None:
    assert solve(problem(chain(4, low=3, high=5), TRIO, 8)).relaxed == (Rule.EFFORT,)


def test_order_is_given_up_before_balance() -> None:
    last = [Pin(3, inner, start=START, due=day(9)) for inner in range(3)]
    plan = solve(problem(chain(4), TRIO, 10, *last))
    assert Rule.DEPENDENCIES in plan.relaxed
    assert Rule.BALANCE not in plan.relaxed


def test_balance_is_given_up_only_for_people_fixed_by_hand() -> None:
    chosen = [Pin(one, other, PersonId(1)) for one in range(4) for other in range(3)]
    plan = solve(problem(chain(4), TRIO, 30, *chosen))
    assert plan.relaxed == (Rule.BALANCE,)
    assert {one.reason for one in planned(plan)} == {Reason(Why.CHOSEN)}


def test_no_rule_is_given_up_that_could_be_kept_with_the_others() -> None:
    # Nine days are exactly what the chain takes at its lowest efforts.
    assert solve(problem(chain(3, low=3, high=5), TRIO, 9)).relaxed == ()


def test_pieces_go_to_those_who_know_them_best() -> None:
    asked = problem(
        [
            chapter("서버", piece("api", "Python"), piece("db", "파이썬")),
            chapter("화면", piece("main", "React"), piece("style", "css")),
            chapter("글", piece("guide", "Documentation"), piece("draft", "문서")),
        ],
        TRIO,
        30,
    )
    plan = solve(asked)
    assert assignees(plan) == {"api": 1, "db": 1, "main": 2, "style": 2, "guide": 3, "draft": 3}
    assert [one.assignee for one in plan.chapters] == [1, 2, 3]
    assert planned(plan)[0].reason == Reason(Why.SKILL, "Python", 4)


def test_a_wanted_role_counts_where_no_skill_does() -> None:
    newcomers = (worker(1, roles=("backend",)), worker(2, roles=("frontend",)))
    own = chapter("구현", piece("screen", "React"), piece("server", "Python"))
    plan = solve(problem([own], newcomers, 10))
    assert assignees(plan) == {"screen": 2, "server": 1}
    assert {one.reason.why for one in planned(plan)} == {Why.ROLE}


def test_counts_of_pieces_differ_by_two_at_most_however_good_one_member_is() -> None:
    master = worker(1, ("Python", 5))
    chapters = [chapter(f"{n}", *(piece(f"{n}-{m}", "Python") for m in range(4))) for n in range(4)]
    plan = solve(problem(chapters, (master, worker(2), worker(3)), 40))
    counts = Counter(one.assignee for one in planned(plan))
    assert max(counts.values()) - min(counts.values()) <= 2
    assert counts[PersonId(1)] == max(counts.values())


def test_a_short_project_keeps_efforts_and_a_long_one_stretches_them() -> None:
    for days in (12, 100):
        lengths = {(one.due - one.start).days + 1 for one in planned(solve(_shared(days)))}
        assert min(lengths) >= 1
        assert (max(lengths) <= 3) == (days == 12)


def _shared(days: int) -> PlanProblem:
    return problem(chain(4), TRIO, days)


def test_a_changed_line_leaves_the_rest_of_the_plan_where_it_was() -> None:
    asked = problem(chain(4), TRIO, 40)
    before = solve(asked)
    given_away = planned(before)[4]
    heir = next(one.person for one in TRIO if one.person != given_away.assignee)
    after = solve(replace(asked, near=before, pins=(Pin(1, 1, heir),), seed=7))
    differing = [
        (was, now) for was, now in zip(planned(before), planned(after), strict=True) if was != now
    ]
    assert [now.assignee for was, now in differing if was == given_away] == [heir]
    assert len(differing) == 1


def test_a_moved_piece_pushes_only_what_has_to_wait_for_it() -> None:
    asked = problem(chain(4), TRIO, 40)
    before = solve(asked)
    moved = Pin(1, 0, due=before.chapters[1].due + timedelta(days=3))
    after = solve(replace(asked, near=before, pins=(moved,)))
    assert after.chapters[0] == before.chapters[0]
    assert after.chapters[1].pieces[0].due == moved.due
    assert after.chapters[2].start > before.chapters[2].start
    assert after.chapters[3].due == asked.end
    assert assignees(after) == assignees(before)


def test_an_earlier_choice_of_a_person_is_remembered() -> None:
    asked = problem(chain(4), TRIO, 40, Pin(0, 0, PersonId(3)))
    before = solve(asked)
    again = solve(replace(asked, near=before, pins=()))
    assert again.chapters[0].pieces[0].assignee == 3
    assert again.chapters[0].pieces[0].reason.why is Why.CHOSEN


def test_a_plan_stays_near_when_the_project_gets_other_days_and_members() -> None:
    asked = problem(chain(4), TRIO, 40)
    before = solve(asked)
    later = replace(asked, start=day(5), end=day(60), workers=TRIO[1:], near=before)
    assert broken(solve(later), later) == ()


@pytest.mark.parametrize(
    ("pin", "key"),
    [
        (Pin(0, 0, start=day(-1)), "plan.pin_impossible"),
        (Pin(0, 0, due=day(40)), "plan.pin_impossible"),
        (Pin(0, 0, start=day(5), due=day(4)), "plan.pin_impossible"),
        (Pin(0, 0, assignee=PersonId(99)), "plan.pin_impossible"),
        (Pin(9, 0), "plan.pins_impossible"),
        (Pin(0, 9), "plan.pins_impossible"),
    ],
)
def test_a_pin_nobody_could_keep_is_refused(pin: Pin, key: str) -> None:
    with pytest.raises(Refused) as refused:
        solve(problem(chain(4), TRIO, 40, pin))
    assert refused.value.key == key


def test_pins_that_leave_the_first_day_empty_are_refused() -> None:
    late = [Pin(0, inner, start=day(3)) for inner in range(3)]
    with pytest.raises(Refused) as refused:
        solve(problem(chain(4), TRIO, 40, *late))
    assert refused.value.key == "plan.pins_impossible"


def test_what_cannot_be_planned_at_all_is_refused() -> None:
    whole = problem(chain(4), TRIO, 40)
    cases = {
        "plan.days_reversed": replace(whole, end=day(-1)),
        "plan.nobody": replace(whole, workers=()),
        "plan.empty": replace(whole, outline=replace(whole.outline, chapters=())),
    }
    for key, asked in cases.items():
        with pytest.raises(Refused) as refused:
            solve(asked)
        assert refused.value.key == key
