from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Unusable
from core.model.plans import Outline
from core.planning.check import broken
from core.planning.outline import (
    LONGEST_EFFORT,
    OUTLINE_SCHEMA,
    VERDICT_SCHEMA,
    Verdict,
    read_outline,
    read_verdict,
)
from core.planning.schedule import solve
from core.planning.words import plain, speaks_of_presentation
from tests.plan_problems import problem, worker
from tests.spoilt_answers import answer, spoilt, subtask, task

TEAM = (worker(1, ("Python", 4)), worker(2, ("React", 4)), worker(3, ("문서", 4)))


def titles(outline: Outline) -> list[str]:
    return [chapter.title for chapter in outline.chapters]


def read(value: object) -> Outline:
    return read_outline(value, presentation=False)


def reason(value: object, *, presentation: bool = False) -> str:
    with pytest.raises(Unusable) as unusable:
        read_outline(value, presentation=presentation)
    return unusable.value.reason


def test_a_good_answer_is_taken_as_it_is() -> None:
    outline = read(answer(*(task(name, depends_on=[1]) for name in "가나다라")))
    assert titles(outline) == ["가", "나", "다", "라"]
    assert [one.after for one in outline.chapters] == [(), (0,), (0,), (0,)]
    assert outline.chapters[0].pieces[0].title == "가 1단계"
    assert outline.chapters[0].pieces[0].first_step == "파일을 만들어요."
    assert outline.by_ai


def test_forty_tasks_are_cut_to_seven_of_seven() -> None:
    outline = read(answer(*(task(f"업무 {number}", 12) for number in range(40))))
    assert len(outline.chapters) == 7
    assert {len(one.pieces) for one in outline.chapters} == {7}


def test_markup_control_characters_and_numbering_are_taken_off() -> None:
    ugly = "1. <b onclick='x'>로그인</b>\u202e\x00\n<script>alert(1)</script> 화면&nbsp;&amp; 서버"
    assert plain(ugly, 60) == "로그인 화면 & 서버"
    assert plain("**2) 할 일**", 60) == "할 일"
    assert plain("if a < b then", 60) == "if a < b then"
    assert plain("\ud800표", 60) == "표"


def test_a_title_too_long_is_cut_after_a_word() -> None:
    cut = plain("아주 긴 제목 " * 20, 30)
    assert len(cut) <= 30
    assert cut.endswith(("제목…", "긴…", "아주…"))
    assert plain("가" * 100, 30) == "가" * 29 + "…"


@pytest.mark.parametrize(
    ("low", "high", "effort"),
    [
        (5, 2, (2, 5)),
        (-3, 2, (1, 2)),
        (0, 0, (1, 1)),
        (1, 10**9, (1, LONGEST_EFFORT)),
        ("2 days", "4일", (2, 4)),
        (None, 4, (4, 4)),
        (None, None, (1, 3)),
        (True, 2, (2, 2)),
        (1.2, float("inf"), (2, 2)),
        (float("nan"), "soon", (1, 3)),
        ("9" * 5000, [3], (LONGEST_EFFORT, LONGEST_EFFORT)),
    ],
)
def test_efforts_are_repaired(low: object, high: object, effort: tuple[int, int]) -> None:
    odd = subtask("이상한 노력", effort_low_days=low, effort_high_days=high)
    own = task("조사", subtasks=[odd, subtask("둘"), subtask("셋")])
    piece = read(answer(own, *map(task, "나다라"))).chapters[0].pieces[0]
    assert (piece.effort_low, piece.effort_high) == effort


def test_titles_that_come_twice_are_dropped() -> None:
    outline = read(answer(*(task(name) for name in ("A", "b", "a ", "B", "c", "d"))))
    assert titles(outline) == ["A", "b", "c", "d"]


def test_dependencies_on_itself_on_later_and_on_unknown_tasks_are_left_out() -> None:
    odd: list[object] = [1, 2, 3, 4, 99, -1, None, "1", "구현", {"task": 1}]
    outline = read(answer(*(task(name, depends_on=odd) for name in ("조사", "구현", "다", "라"))))
    assert [one.after for one in outline.chapters] == [(), (0,), (0, 1), (0, 1, 2)]


def test_dependencies_follow_their_tasks_when_others_are_dropped() -> None:
    told = [task("가"), task("가"), task("나"), task("다"), task("라", depends_on=[3])]
    assert read(answer(*told)).chapters[3].after == (1,)


def test_people_and_dates_in_an_answer_are_ignored() -> None:
    told = [task(name, assignee="유령", start="1999-01-01", due=-1) for name in "가나다라"]
    assert read(answer(*told)) == read(answer(*map(task, "가나다라")))


def test_too_little_is_refused_with_a_reason_to_act_on() -> None:
    assert "0 usable tasks" in reason({"plan": "곧 드릴게요"})
    assert "3 usable tasks" in reason(answer(*map(task, "가나다")))
    assert "has 2 usable subtasks" in reason(answer(task("얇음", 2), *map(task, "나다라")))


def test_a_presentation_nobody_asked_for_is_dropped() -> None:
    outline = read(answer(*map(task, "가나다라"), task("최종 발표 준비", 2)))
    assert titles(outline) == ["가", "나", "다", "라"]
    slides = [*(subtask(f"{number}") for number in range(3)), subtask("발표 자료 만들기")]
    outline = read(answer(task("마무리", subtasks=slides), *map(task, "나다라")))
    assert [piece.title for piece in outline.chapters[0].pieces] == ["0", "1", "2"]


def test_a_presentation_that_is_asked_for_is_kept_with_two_subtasks() -> None:
    told = [task(f"업무 {number}") for number in range(9)]
    outline = read_outline(answer(*told, task("발표", 5), task("발표회", 2)), presentation=True)
    assert titles(outline)[-1] == "발표"
    assert len(outline.chapters) == 7
    assert len(outline.chapters[-1].pieces) == 2
    assert "presentation" in reason(answer(*told), presentation=True)
    assert "presentation" in reason(answer(*told, task("발표", 1)), presentation=True)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("학기 말에 발표한다", True),
        ("발표회를 연다", True),
        ("We give a presentation", True),
        ("프레젠테이션을 한다", True),
        ("챗봇을 만들고 시연한다", False),
        ("a demo of the presentation layer", False),
        ("", False),
    ],
)
def test_a_demonstration_is_no_presentation(text: str, *, spoken: bool) -> None:
    assert speaks_of_presentation(text) == spoken


@pytest.mark.parametrize("block", range(10))
def test_a_spoilt_answer_ends_in_a_plan_that_keeps_the_rules_or_in_a_reason(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        value = spoilt(seed)
        try:
            outline = read_outline(value, presentation=seed % 5 == 0)
        except Unusable as unusable:
            assert unusable.reason  # noqa: PT017 - either end is right
            continue
        _assert_sound(outline)
        asked = problem(outline.chapters, TEAM, 1 + seed % 50)
        assert broken(solve(asked), asked) == ()


def test_both_ends_of_a_spoilt_answer_are_tried() -> None:
    ends = {_is_usable(spoilt(seed)) for seed in range(40)}
    assert ends == {True, False}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(task(""))), inner),
    )
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_whatever_is_answered_is_read_or_refused(value: object) -> None:
    _is_usable(value)
    _is_usable({"tasks": [value] * 4})


def _is_usable(value: object) -> bool:
    try:
        _assert_sound(read(value))
    except Unusable:
        return False
    return True


def _assert_sound(outline: Outline) -> None:
    assert 4 <= len(outline.chapters) <= 7
    assert len({title.casefold() for title in titles(outline)}) == len(outline.chapters)
    for number, chapter in enumerate(outline.chapters):
        least = 2 if speaks_of_presentation(chapter.title) else 3
        assert least <= len(chapter.pieces) <= 7
        assert all(0 <= other < number for other in chapter.after)
        for one in (chapter, *chapter.pieces):
            assert 0 < len(one.title) <= 60
            assert one.title.isprintable()
        for piece in chapter.pieces:
            assert 1 <= piece.effort_low <= piece.effort_high <= LONGEST_EFFORT


def _objects(schema: object) -> list[dict[str, Any]]:
    if not isinstance(schema, dict):
        return []
    told = cast("dict[str, Any]", schema)
    inner = [found for value in told.values() for found in _objects(value)]
    return [told, *inner] if told.get("type") == "object" else inner


@pytest.mark.parametrize("schema", [OUTLINE_SCHEMA, VERDICT_SCHEMA])
def test_a_schema_is_what_strict_structured_outputs_take(schema: object) -> None:
    assert _objects(schema)
    for one in _objects(schema):
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])


def test_a_verdict_names_what_is_unfit_and_why() -> None:
    fit = {f"{part}_{name}": value for part in ("topic", "description", "goal")
           for name, value in (("fit", True), ("reason", ""))}  # fmt: skip
    assert read_verdict(fit) == Verdict()
    unfit = fit | {"goal_fit": False, "goal_reason": "<b>무엇을</b> 낼지 적어 주세요."}
    assert read_verdict(unfit).unfit == (("goal", "무엇을 낼지 적어 주세요."),)


@pytest.mark.parametrize("value", [None, [], "좋아요", {}, {"topic_fit": "yes"}])
def test_no_verdict_is_refused(value: object) -> None:
    with pytest.raises(Unusable):
        read_verdict(value)


def test_an_unfit_part_without_a_reason_is_refused() -> None:
    value = {"topic_fit": False, "topic_reason": " ", "description_fit": True, "goal_fit": True}
    with pytest.raises(Unusable):
        read_verdict(value)
