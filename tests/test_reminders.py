import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from core.cards import Card
from core.model.activity import Notice, NoticeKind
from core.model.projects import Project
from core.reminders import Reminders
from tests.fakes.clock import FakeClock
from tests.fakes.store import FakeStore
from tests.features.harness import Room, labels

SEOUL = ZoneInfo("Asia/Seoul")
DUE = "2026-12-10"


def seoul(day: int, clock: str = "09:00", month: int = 12) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=SEOUL)


@pytest.fixture
async def room() -> Room:
    """Give a room where 서준 has a task due on 10 December, told by hand long before."""
    room = Room(clock=FakeClock(seoul(1, "12:00")))
    await room.project("지민", "서준")
    await room.say("서준", "task add", title="발표", due=DUE, assignee="@서준")
    return room


async def told(room: Room, *moments: datetime, who: str = "서준") -> list[str]:
    """Tick at these moments and give the titles in somebody's DM after them."""
    for moment in moments:
        room.at(moment)
        await room.tick()
    return [card.title for card in await room.dms(who)]


async def test_a_task_is_told_on_four_mornings_and_never_again(room: Room) -> None:
    mornings = [seoul(day, clock) for day in range(2, 20) for clock in ("08:59", "09:00", "13:00")]
    assert await told(room, *mornings) == [
        "마감 3일 전: #1 발표",
        "마감 1일 전: #1 발표",
        "오늘 마감: #1 발표",
        "마감이 지났어요: #1 발표",
    ]


@pytest.mark.parametrize(("day", "count"), [(7, 1), (9, 1), (10, 1), (11, 1), (8, 0), (12, 0)])
async def test_the_morning_begins_at_nine_where_the_person_is(
    room: Room, day: int, count: int
) -> None:
    await told(room, seoul(day - 1, "13:00"))
    room.platform.stands.clear()
    assert await told(room, seoul(day, "08:59")) == []
    assert len(await told(room, seoul(day))) == count


async def test_another_zone_has_another_morning(room: Room) -> None:
    await room.say("서준", "me settings", timezone="뉴욕")
    assert await told(room, seoul(7, "22:59")) == []
    assert len(await told(room, seoul(7, "23:00"))) == 1


async def test_a_done_task_is_not_told(room: Room) -> None:
    await told(room, seoul(7))
    await room.say("서준", "task status", task="#1", status="완료")
    (shown,) = await room.dms("서준")
    assert (shown.title, shown.fields[0].value) == ("#1 발표", "완료")
    room.platform.stands.clear()
    assert await told(room, *(seoul(day) for day in range(8, 15))) == []


async def test_a_task_done_while_its_notice_waits_is_not_told(room: Room) -> None:
    room.at(seoul(7))
    await Reminders(room.ports).tick()
    await room.say("서준", "task status", task="#1", status="완료")
    assert await room.dms("서준") == ()


async def test_only_the_assignee_is_told(room: Room) -> None:
    await told(room, seoul(7))
    await room.say("서준", "task assign", task="#1", assignee="@지민")
    await room.settle()
    room.platform.stands.clear()
    assert await told(room, seoul(9), who="지민") == ["마감 1일 전: #1 발표"]
    assert await told(room, seoul(10)) == []


async def test_a_parent_is_not_told_but_its_children_are(room: Room) -> None:
    await room.say(
        "서준", "task add", title="연습", parent="#1", due="2026-12-09", assignee="@서준"
    )
    assert await told(room, *(seoul(day) for day in range(6, 14))) == [
        "마감 3일 전: #2 연습",
        "마감 1일 전: #2 연습",
        "오늘 마감: #2 연습",
        "마감이 지났어요: #2 연습",
    ]


async def test_a_deadline_set_after_its_morning_was_not_missed(room: Room) -> None:
    room.at(seoul(9, "10:00"))
    await room.say("서준", "task add", title="새 일", due="2026-12-10", assignee="@서준")
    await room.say("서준", "task add", title="급한 일", due="2026-12-09", assignee="@서준")
    await room.say("서준", "task status", task="#1", status="완료")
    assert await told(room, seoul(9, "10:05")) == []
    assert await told(room, seoul(10)) == ["오늘 마감: #2 새 일", "마감이 지났어요: #3 급한 일"]


async def test_a_new_deadline_has_its_own_mornings(room: Room) -> None:
    await told(room, seoul(7))
    await room.say("서준", "task edit", task="#1", due="2026-12-20")
    room.platform.stands.clear()
    assert await told(room, seoul(10), seoul(17)) == ["마감 3일 전: #1 발표"]


async def test_quiet_hours_hold_all_but_todays_deadlines(room: Room) -> None:
    await room.say("서준", "me settings", quiet_start="22:00", quiet_end="10:00")
    await room.say("서준", "task add", title="시연", due="2026-12-07", assignee="@서준")
    await told(room, seoul(4, "10:00"), seoul(6, "10:00"))
    room.platform.stands.clear()
    assert await told(room, seoul(7), seoul(7, "09:59")) == ["오늘 마감: #2 시연"]
    assert await told(room, seoul(7, "10:00")) == ["오늘 마감: #2 시연", "마감 3일 전: #1 발표"]


async def test_a_bot_that_wakes_at_night_waits_for_the_morning(room: Room) -> None:
    assert await told(room, seoul(9, "23:30"), seoul(10, "03:00"), seoul(10, "07:59")) == []
    (title,) = await told(room, seoul(10, "08:00"))
    assert title == "놓친 마감 알림 1건"
    assert (await told(room, seoul(10)))[1:] == ["오늘 마감: #1 발표"]


async def test_what_was_missed_comes_as_one_digest(room: Room) -> None:
    await room.say("서준", "task add", title="시연", due="2026-12-08", assignee="@서준")
    await room.say("서준", "task add", title="보고서", due="2026-12-11", assignee="@서준")
    room.at(seoul(10, "11:00"))
    await room.tick()
    (digest,) = await room.dms("서준")
    assert digest.rows == (
        ("#2 시연", "챗봇", "12월 8일(화) (2일 지남)"),
        ("#1 발표", "챗봇", "12월 10일(목) (오늘)"),
        ("#3 보고서", "챗봇", "12월 11일(금) (1일 남음)"),
    )
    assert await told(room, seoul(11)) == [
        "놓친 마감 알림 3건", "마감이 지났어요: #1 발표", "오늘 마감: #3 보고서",
    ]  # fmt: skip


async def test_one_missed_morning_is_told_as_it_would_have_been(room: Room) -> None:
    await room.say("서준", "task add", title="시연", due=DUE, assignee="@서준")
    await told(room, seoul(7))
    room.platform.stands.clear()
    assert await told(room, seoul(9, "17:00")) == ["마감 1일 전: #1 발표", "마감 1일 전: #2 시연"]


async def test_a_notice_ends_the_task_where_it_stands(room: Room) -> None:
    await told(room, seoul(7))
    (notice,) = await room.dms("서준")
    assert labels(notice) == ("완료", "내일 다시")
    card = await room.press("서준", "완료", notice)
    assert await room.dms("서준") == (card,)
    assert await told(room, seoul(9)) == [card.title]


async def test_tomorrow_again_is_told_once_tomorrow(room: Room) -> None:
    await told(room, seoul(7))
    (notice,) = await room.dms("서준")
    card = await room.press("서준", "내일 다시", notice)
    assert card.text == "12월 8일(화) 아침 9시에 다시 알려 드릴게요."
    await room.press("서준", "완료", card)
    await room.press("서준", "시작", (await room.dms("서준"))[0])
    titles = await told(room, seoul(7, "20:00"), seoul(8, "08:59"), seoul(8), seoul(8, "12:00"))
    assert titles[1:] == ["마감 2일 전: #1 발표"]


async def test_tomorrow_again_on_a_morning_of_its_own_is_one_message(room: Room) -> None:
    await told(room, seoul(8))
    await room.say("서준", "task again", task="#1")
    await room.say("서준", "task again", task="#1")
    room.platform.stands.clear()
    assert await told(room, seoul(9), seoul(9, "12:00")) == ["마감 1일 전: #1 발표"]


async def test_everybody_is_told_in_their_language(room: Room) -> None:
    await room.say("서준", "me settings", locale="English")
    assert await told(room, seoul(7)) == ["Deadline D-3: #1 발표"]


async def test_a_reminder_is_sent_once_when_two_processes_wake_together(room: Room) -> None:
    room.at(seoul(7))
    beside = replace(room.ports, store=room.store.beside())
    async with asyncio.TaskGroup() as group:
        for ports in (room.ports, beside, room.ports):
            group.create_task(Reminders(ports).tick())
    assert len(await room.dms("서준")) == 1


@pytest.mark.parametrize("turns", range(40))
async def test_a_process_killed_at_any_instant_loses_and_doubles_nothing(
    room: Room, turns: int
) -> None:
    await room.say("서준", "task add", title="시연", due=DUE, assignee="@서준")
    room.at(seoul(7))
    async with asyncio.TaskGroup() as group:
        killed = group.create_task(room.tick())
        for _ in range(turns):
            await asyncio.sleep(0)
        room.kill()
        killed.cancel()
    assert sorted(await told(room, seoul(7, "09:05"), seoul(7, "09:10"))) == [
        "마감 3일 전: #1 발표",
        "마감 3일 전: #2 시연",
    ]


async def open_semester(room: Room, chance: Random, count: int) -> Project:
    project = await room.project("지민", "서준", topic="학기")
    within = {"project": f"project:{project.id}"}
    for number in range(count):
        due = date(2026, 12, 6) + timedelta(days=chance.randrange(30))
        who = chance.choice(["지민", "서준"])
        await room.say(
            who, "task add", title=f"일{number}", due=str(due), assignee=f"@{who}", **within
        )
    return project


def mentioned(cards: tuple[Card, ...]) -> Counter[str]:
    """Count in how many messages each task is told."""
    texts = [row[0] for card in cards for row in card.rows]
    texts += [card.title.split(": ")[1] for card in cards if not card.rows]
    return Counter(text.split()[0] for text in texts)


@pytest.mark.parametrize("seed", range(8))
async def test_over_a_semester_with_absences_every_notice_is_given_once(seed: int) -> None:
    chance = Random(seed)
    room = Room(clock=FakeClock(seoul(1, "12:00")))
    project = await open_semester(room, chance, 12)
    now, end = seoul(2), seoul(2) + timedelta(days=45)
    while now < end:
        now += timedelta(hours=chance.choice([1, 3, 8, 8, 8, 60]))
        before = len(room.platform.events)
        await told(room, now)
        if now.hour >= 22 or now.hour < 8:
            new = [event.shown.card for event in room.platform.events[before:]]
            assert all("오늘" in card.plain() for card in new)
    await told(room, end + timedelta(hours=12))
    tasks = await room.tasks(project)
    for who in ("지민", "서준"):
        person = (await room.person(who)).id
        counts = mentioned(await room.dms(who))
        mine = [task for task in tasks.values() if task.assignee == person]
        assert {f"#{task.number}" for task in mine} == set(counts)
        assert max(counts.values(), default=0) <= 4
    async with room.store.work() as work:
        for task in tasks.values():
            assert task.due is not None
            assert task.assignee is not None
            for kind, days in ((NoticeKind.THREE_DAYS, -3), (NoticeKind.OVERDUE, 1)):
                planned = Notice(task.id, task.assignee, kind, task.due + timedelta(days=days))
                assert not await work.notices.give(planned)


async def test_nobody_to_remind_costs_nothing() -> None:
    room = Room()
    await room.tick()
    assert isinstance(room.store, FakeStore)
    assert room.platform.events == []
