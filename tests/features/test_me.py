from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.features.profile import read_github, read_skills, skills_text
from core.features.settings import read_clock, read_zone
from core.model.people import LEVELS, QuietHours, Role, Skill
from core.options import clean
from tests.features.harness import Room, field_of


@pytest.mark.parametrize(
    "text",
    [
        "Python 4, React 2",
        "Python:4, React(2)",
        "Python: 4 / React 2",
        "python 1\nPython 4、React=2",
    ],
)
def test_skills_are_read_as_people_write_them(text: str) -> None:
    skills = [(skill.name.casefold(), skill.level) for skill in read_skills(text)]
    assert skills == [("python", 4), ("react", 2)]


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("파이썬 4", Skill("파이썬", 4)),
        ("문서", Skill("문서", 3)),
        ("ES6", Skill("ES6", 3)),
        ("C++ 0", Skill("C++", 0)),
        ("Spring Boot 5", Skill("Spring Boot", 5)),
        ("CI/CD 2", Skill("CI/CD", 2)),
    ],
)
def test_a_skill_keeps_its_name(text: str, skill: Skill) -> None:
    assert read_skills(text) == (skill,)


@pytest.mark.parametrize("text", ["Python 6", "Python 99", "Python -1", "Python 4.5", "가" * 41])
def test_what_is_no_level_or_no_name_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_skills(text)
    assert refused.value.option == "skills"


def test_twenty_skills_are_enough() -> None:
    assert len(read_skills(",".join(f"기술{letter}" for letter in "abcdefghijklmnopqrst"))) == 20
    with pytest.raises(Refused):
        read_skills(",".join(f"기술{letter}" for letter in "abcdefghijklmnopqrstu"))


@settings(derandomize=True, database=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_reads_the_same_again(text: str) -> None:
    typed = " ".join(clean(text).split())
    try:
        skills = read_skills(typed)
    except Refused:
        return
    assert all(skill.level in LEVELS for skill in skills)
    assert read_skills(skills_text(skills)) == skills


@pytest.mark.parametrize(
    "text",
    [
        "octocat", "@octocat", "github.com/octocat", "https://github.com/octocat/",
        "http://www.github.com/octocat",
    ],
)  # fmt: skip
def test_a_name_on_github_is_read_as_people_give_it(text: str) -> None:
    assert read_github(text) == "octocat"


@pytest.mark.parametrize(
    "text",
    [
        "-octocat",
        "octo--cat",
        "octocat-",
        "옥토캣",
        "a" * 40,
        "octo cat",
        "gitlab.com/octocat",
        "@",
    ],
)
def test_what_is_no_name_on_github_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_github(text)
    assert refused.value.option == "github"


async def test_wanted_roles_keep_their_order_also_in_the_form() -> None:
    room = Room()
    card = await room.say("지민", "me profile", roles="문서, 백엔드, AI", github="@jimin")
    assert field_of(card, "하고 싶은 역할") == "문서, 백엔드, AI"
    assert field_of(card, "GitHub") == "jimin"
    reply = await room.touch("지민", "고치기", card)
    assert reply.form is not None
    asked = {field.option: field.value for field in reply.form.fields}
    assert asked == {
        "skills": "", "roles": "문서, 백엔드, AI", "interests": "", "github": "jimin",
    }  # fmt: skip
    again = await room.say("지민", "me profile", **(asked | {"skills": "Python 4"}))
    assert field_of(again, "하고 싶은 역할") == "문서, 백엔드, AI"


async def test_a_profile_keeps_what_is_left_out() -> None:
    room = Room()
    await room.say("지민", "me profile", skills="Python 4, React 2", roles="backend")
    card = await room.say("지민", "me profile", interests="게임")
    assert field_of(card, "기술") == "Python 4, React 2"
    assert field_of(card, "하고 싶은 역할") == "백엔드"
    async with room.store.work(write=False) as work:
        kept = await work.people.profile((await room.person("지민")).id)
    assert (kept.roles, kept.interests) == ((Role.BACKEND,), "게임")
    assert (await room.say("지민", "me profile")).fields == card.fields


async def test_a_wrong_level_is_refused_and_nothing_is_kept() -> None:
    room = Room()
    form = await room.form("지민", "me profile", skills="Python 9", interests="게임")
    wrong = next(field for field in form.fields if field.error)
    assert (wrong.option, wrong.value) == ("skills", "Python 9")
    assert "0(해 본 적 없음)" in wrong.error
    assert field_of(await room.say("지민", "me profile"), "관심") == "아직 없음"


async def test_settings_are_kept_and_shown_in_the_new_language() -> None:
    room = Room()
    card = await room.say(
        "지민", "me settings", locale="English", timezone="도쿄", quiet_start="23", quiet_end="7:30"
    )
    person = await room.person("지민")
    assert (person.timezone, person.quiet) == ("Asia/Tokyo", QuietHours(time(23), time(7, 30)))
    assert card.title == "Your settings"
    assert (await room.say("지민", "me today")).title.startswith("Today")


async def test_half_of_the_quiet_hours_leaves_the_other_half() -> None:
    room = Room()
    await room.say("지민", "me settings", quiet_end="07:00")
    assert (await room.person("지민")).quiet == QuietHours(time(22), time(7))


@pytest.mark.parametrize("text", ["서울", "Asia/Seoul", "KST"])
def test_a_zone_has_several_names(text: str) -> None:
    assert read_zone(text) == "Asia/Seoul"


@pytest.mark.parametrize("text", ["화성", "Asia", "../../etc/passwd", "/etc/passwd", "a\x00b", "."])
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_zone(text)


@pytest.mark.parametrize(("text", "clock"), [("22", time(22)), ("9시 30분", time(9, 30))])
def test_a_time_of_day_is_read(text: str, clock: time) -> None:
    assert read_clock(text, "quiet_start") == clock


@pytest.mark.parametrize("text", ["24:00", "12:60", "밤", "", "-1", "1:2:3"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_clock(text, "quiet_start")


async def test_today_shows_projects_and_what_is_left_to_do() -> None:
    room = Room()
    await room.project("지민", "서준")
    await room.say("지민", "task add", title="구현", due="2026-12-20", assignee="@지민")
    await room.say("지민", "task add", title="화면", due="2026-12-02", assignee="@지민")
    await room.say("지민", "task add", title="서버", due="2026-12-02", assignee="@서준")
    await room.say("지민", "task add", title="조사", assignee="@지민")
    await room.say("지민", "task status", task="#4", status="완료")
    card = await room.say("지민", "me today")
    assert card.text == "내 업무 3개 · 완료 1 · 남음 2 · 피드백 0 · 급함(3일 안) 1"
    assert [row[0] for row in card.rows] == ["#2 화면", "#1 구현"]
    assert card.rows[0][3] == "12월 2일(수) (2일 남음)"
    assert "25" in field_of(card, "챗봇")
    assert "지민: #4 조사: 요청 → 완료" in field_of(card, "최근 소식")


async def test_today_without_a_project_says_how_to_start() -> None:
    card = await Room().say("지민", "me today")
    assert "/project new" in card.text
