"""A class of thirty on the console, from the class list to teams that live somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.settings import Data, Settings
from bot.stores import open_store
from core.model.people import SpaceId
from core.model.projects import Project
from tests.features.school import NAMES
from tests.seen import Seen
from tests.talk import Console, Talk
from tests.words import is_incident

STAFF = "조교"
TITLE = "캡스톤 디자인"
_FIELDS = (("backend, lead", "Python 4, SQL 3"), ("frontend", "React 4, CSS 3"),
           ("design, docs", "Figma 4"), ("docs, lead", "Notion 3, 발표 4"))  # fmt: skip
_HOURS = ("화 18-21, 목 18-21", "화 18-21, 금 13-16", "월 10-12, 화 18-20", "화 19-21, 목 18-20")
_HEADLINE = re.compile(r"^(\d+)팀 · \d명 · \d+점", re.MULTILINE)
_LEADS = re.compile(r"(\w+)\(팀장\)")
_YOURS = "팀이 정해졌어요 · "
_NAME = re.compile(r"^- \*\*(.+?)\*\* (.+)$", re.MULTILINE)


@pytest.fixture
def offline(tmp_path: Path) -> Console:
    """Give a console without a model: teams need none."""
    return Console(tmp_path, {})


async def test_a_class_of_thirty_gets_teams_reasons_a_swap_an_appeal_and_homes(
    offline: Console,
) -> None:
    async with offline.talk() as talk:
        await _fill_the_course(talk, offline.folder)
        teams = await _form(talk)
        assert sorted(name for team in teams for name in team) == sorted(NAMES)
        teams = await _swap(talk, teams)
        await _adopt(talk, teams)
        one, other = await _appeal(talk, teams)
        await _open_home(talk, one)
        assert await talk.end() == 0
    assert not any(is_incident(each.plain) for each in offline.everything)
    projects = await _projects(offline)
    assert [project.topic for project in projects] == [
        f"{TITLE} {number}팀" for number in range(1, len(teams) + 1)
    ]
    wanted = [set(team) for team in teams]
    wanted[0] ^= {one, other}
    wanted[1] ^= {one, other}
    assert [{m.name for m in project.members} for project in projects] == wanted


async def test_a_post_is_applied_to_full_and_closed_where_only_the_class_sees_it(
    offline: Console,
) -> None:
    author, waiting, chosen, outsider = NAMES[:4]
    async with offline.talk() as talk:
        talk.say(f'@{STAFF} /course add code:CSE101 name:"{TITLE}"')
        for name in (author, waiting, chosen):
            talk.say(f"@{name} /course join CSE101")
        named = await talk.asked(
            f"@{STAFF} /course board", lambda seen: "게시판 내리기" in seen.buttons
        )
        assert "이 채널을 읽을 수 있는 사람은 모두 글을 볼 수 있으니" in named.text
        post = await talk.asked(
            f'@{author} /team recruit title:"챗봇" text:"학식을 추천해요" seats:1',
            lambda seen: seen.to == "channel" and "지원하기" in seen.buttons,
        )
        for name in (waiting, chosen):
            await talk.asked(
                f'@{name} /team apply 1 line:"백엔드를 해 봤어요"',
                lambda seen: seen.person == author and "수락" in seen.buttons,
            )
        full = await talk.asked(
            f'@{author} press "수락"',
            lambda seen: seen.to == "channel" and "자리가 모두 찼어요" in seen.plain,
        )
        assert (full.kind, full.message) == ("edit", post.message)
        await talk.settled(STAFF)
        told = [seen.person for seen in talk.seen if seen.title == "함께하게 됐어요 · 챗봇"]
        assert told == [chosen]
        talk.say(f"@{author} /team edit 1 seats:2")
        closed = await talk.asked(
            f"@{author} /team close 1",
            lambda seen: seen.to == "channel" and "모집이 끝났어요" in seen.plain,
        )
        assert closed.message == post.message
        refused = await talk.asked(
            f"@{outsider} /team board course:CSE101", lambda seen: seen.person == outsider
        )
        assert "이 강의를 듣는 사람만" in refused.text
        assert await talk.end() == 0


async def _fill_the_course(talk: Talk, folder: Path) -> None:
    """Give the course its list, and let everybody come with profile and free time."""
    listed = folder / "명단.csv"
    accounts = (*NAMES[:-1], "")  # the last is known by name only
    lines = (f"{name},{account},1분반" for name, account in zip(NAMES, accounts, strict=True))
    listed.write_text("\n".join(("이름,계정,분반", *lines)), "utf-8")
    talk.say(f'@{STAFF} /course add code:CSE101 name:"{TITLE}"')
    talk.say(f'@{STAFF} /course roster file:"{listed}"')
    talk.say(f'@{STAFF} press "반영하기"')
    for number, name in enumerate(NAMES):
        roles, skills = _FIELDS[number % len(_FIELDS)]
        talk.say(f"@{name} /course join CSE101")
        if number:  # the first has neither
            talk.say(f'@{name} /me profile roles:"{roles}" skills:"{skills}"')
            talk.say(f'@{name} /me free times:"{_HOURS[number % len(_HOURS)]}"')
            talk.say(f'@{name} press "맞아요"')
    asked = await talk.until(lambda seen: seen.person == STAFF and "수락" in seen.buttons)
    assert f"명단에 ‘{NAMES[-1]}’ 줄이 있지만" in asked.text
    talk.say(f'@{STAFF} press "수락"')
    await talk.settled(STAFF)


async def _form(talk: Talk) -> list[list[str]]:
    """Let staff split the class; give the teams as they are shown."""
    talk.say(
        f'@{STAFF} /team form least:4 most:5 roles:"backend, frontend, design, docs" '
        f'skills:"Python, React, Figma" together:"서준, 하은" apart:"도윤, 수아 / 예준, 지우"'
    )
    card = await talk.until(lambda seen: "적용" in seen.buttons)
    assert any("점 · 많아야" in stage.detail for seen in talk.seen for stage in seen.stages)
    pages = [card.plain]
    if "다음 ▶" in card.buttons:
        second = await talk.asked(f'@{STAFF} press "다음 ▶"', lambda seen: "◀ 이전" in seen.buttons)
        pages.append(second.plain)
    for page in pages:
        for name, reason in _NAME.findall(page):
            assert reason.endswith(("요.", "요")), (name, reason)
    assert "프로필이 없어서 보통 실력으로 본 사람 1명: 지민" in card.plain
    teams = [team for page in pages for team in _teams(page)]
    (together,) = [team for team in teams if "서준" in team]
    assert "하은" in together
    assert not any({"도윤", "수아"} <= set(team) or {"예준", "지우"} <= set(team) for team in teams)
    return teams


async def _swap(talk: Talk, teams: list[list[str]]) -> list[list[str]]:
    """Swap two people nobody made a rule about; give the teams after it."""
    bound = {"서준", "하은", "도윤", "수아", "예준", "지우"}
    one, other = (next(name for name in team if name not in bound) for team in teams[:2])
    await talk.asked(f'@{STAFF} press "둘 바꾸기"', lambda seen: seen.kind == "form")
    cost = await talk.asked(
        f'@{STAFF} fill {{"one": "@{one}", "other": "@{other}"}}',
        lambda seen: "바꾸기" in seen.buttons,
    )
    assert "점" in cost.text
    done = await talk.asked(
        f'@{STAFF} press "바꾸기"', lambda seen: "자리를 바꿨어요" in seen.title
    )
    assert f"{one} 님과 {other} 님" in done.title
    swapped = [list(team) for team in teams]
    swapped[0][swapped[0].index(one)] = other
    swapped[1][swapped[1].index(other)] = one
    return swapped


async def _adopt(talk: Talk, teams: list[list[str]]) -> None:
    """Adopt them; everybody hears of theirs, once, with a reason."""
    done = await talk.asked(
        f'@{STAFF} press "적용"', lambda seen: seen.title == f"팀을 만들었어요 · {TITLE}"
    )
    assert [set(row[1].split(", ")) for row in done.rows] == [set(team) for team in teams]
    await talk.settled(STAFF)
    told = _told(talk)
    assert sorted(str(seen.person) for seen in told) == sorted(NAMES)
    assert {seen.to for seen in told} == {"dm"}
    assert all(seen.text.rstrip(".").endswith("요") for seen in told)


async def _appeal(talk: Talk, teams: list[list[str]]) -> tuple[str, str]:
    """Let two members change places, as both and staff want."""
    bound = {"서준", "하은", "도윤", "수아", "예준", "지우"}
    led = {_leader(seen) for seen in _told(talk)}
    one, other = (next(name for name in team if name not in bound | led) for team in teams[:2])
    asked = await talk.asked(
        f'@{one} /team appeal other:@{other} line:"통학 버스가 같아요"',
        lambda seen: "부탁 취소" in seen.buttons,
    )
    assert "전체" in asked.plain
    await talk.until(lambda seen: seen.person == other and "동의하기" in seen.buttons)
    await talk.asked(
        f'@{other} press "동의하기"',
        lambda seen: seen.person == STAFF and "그대로 두기" in seen.buttons,
    )
    talk.say(f'@{STAFF} press "바꾸기"')
    await talk.settled(STAFF)
    moved = [seen for seen in talk.seen if seen.title == f"팀이 정해졌어요 · {TITLE} 2팀"]
    assert one in {seen.person for seen in moved}
    return one, other


async def _open_home(talk: Talk, member: str) -> None:
    """Open the home of somebody's team, where its card then stands."""
    newest = [seen for seen in _told(talk) if seen.person == member][-1]
    topic = newest.title.removeprefix(_YOURS)
    talk.say(f"@{_leader(newest)} /project home")
    await talk.until(lambda seen: seen.to == "channel" and seen.title == topic)


def _told(talk: Talk) -> list[Seen]:
    """Give what everybody was told of their team."""
    return [seen for seen in talk.seen if seen.title.startswith(_YOURS)]


def _leader(seen: Seen) -> str:
    found = _LEADS.search(seen.plain)
    assert found is not None, seen
    return found[1]


def _teams(page: str) -> Iterator[list[str]]:
    """Read the teams a page shows."""
    starts = [found.start() for found in _HEADLINE.finditer(page)]
    for start, end in zip(starts, (*starts[1:], len(page)), strict=True):
        yield [name for name, _ in _NAME.findall(page[start:end])]


async def _projects(console: Console) -> list[Project]:
    settings = Settings.model_construct(data=Data(directory=console.data))
    store = await open_store(settings, SystemClock())
    try:
        async with store.work(write=False) as work:
            return list(reversed(await work.projects.all(SpaceId(1))))
    finally:
        await store.close()
