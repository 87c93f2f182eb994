import pytest

from core.model.plans import Reason, Why
from core.planning.skills import fit, reason
from tests.plan_problems import piece, worker


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("Python", "python"),
        ("파이썬", "Python"),
        ("discord.py", "Discord"),
        ("React.js", "리액트"),
        ("데이터분석", "데이터"),
        ("Technical writing", "글쓰기"),
        ("문서 작성", "documentation"),
        ("C++", "cpp"),
        ("ＳＱＬ", "DB"),
    ],
)
def test_a_skill_is_known_however_it_is_spelt(asked: str, own: str) -> None:
    assert fit(piece("일", asked), worker(1, (own, 3))) == 60


@pytest.mark.parametrize(
    ("asked", "own"), [("C", "C++"), ("Java", "JavaScript"), ("문서", "React")]
)
def test_different_skills_are_not_taken_for_each_other(asked: str, own: str) -> None:
    assert fit(piece("일", asked), worker(1, (own, 5))) < 60


def test_the_very_skill_is_worth_more_than_one_of_its_field_and_that_more_than_a_wish() -> None:
    css = piece("꾸미기", "CSS")
    same, akin = worker(1, ("css", 3)), worker(2, ("React", 3))
    eager, other = worker(3, roles=("frontend",)), worker(4, ("문서", 5))
    points = [fit(css, one) for one in (same, akin, eager, other)]
    assert points == sorted(points, reverse=True)
    assert points[-2] > points[-1] == 0


def test_a_piece_that_names_no_skill_speaks_by_its_title() -> None:
    assert fit(piece("React 화면 만들기"), worker(1, ("React", 2))) == 40


def test_the_reason_is_the_best_skill_then_the_role_then_balance() -> None:
    api = piece("API", "Python", "SQL")
    both = worker(1, ("SQL", 2), ("Python", 4))
    assert reason(api, both) == Reason(Why.SKILL, "Python", 4)
    assert reason(api, worker(2, ("Java", 3))) == Reason(Why.SKILL, "Java", 3)
    assert reason(api, worker(3, roles=("backend",))).why is Why.ROLE
    assert reason(api, worker(4, ("Python", 0))).why is Why.BALANCE
