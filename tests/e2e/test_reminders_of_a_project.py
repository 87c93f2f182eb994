"""The clock moved over a whole project: every reminder due comes once, and no other."""

import asyncio
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.settings import Database, Settings
from core.model.tasks import Task
from tests.postgres import postgres_database
from tests.seen import assert_one_board
from tests.story import STORY, TOPIC, Kept, kept_at, kept_in
from tests.talk import START, Console, Talk, kill, start
from tests.words import ko

KILLS = 10
END = date(2027, 1, 18)
"""After the last deadline of the project, and the day on which it counts as missed."""
STEPS = (5, 7, 11, 3)
"""Hours; the sum of two is less than a day, so no two mornings are missed together."""
DONE = {40: 3, 60: 8, 70: 9, 90: 14, 100: 19}
"""After so many steps these tasks are done."""
PEOPLE = {
    "지민": (ZoneInfo("Asia/Seoul"), time(22), time(8)),
    "서준": (ZoneInfo("America/New_York"), time(22), time(8)),
    "하은": (ZoneInfo("Asia/Seoul"), time(8, 30), time(11)),
}
"""Their zones and quiet hours."""
SETTINGS = """\
@서준 /me settings timezone:뉴욕
@하은 /me settings quiet_start:"08:30" quiet_end:"11:00"
"""


@dataclass(slots=True)
class Walk:
    """Moves the clock of a console, and of a rival process that ticks too, over the project."""

    console: Console
    chance: Random
    stack: AsyncExitStack
    rival: "Rival | None" = None
    now: datetime = START
    ticks: list[datetime] = field(default_factory=list[datetime])
    done: dict[int, datetime] = field(default_factory=dict[int, datetime])

    async def walk(self, kills: int = 0) -> None:
        """Open the project, adopt its plan and live through it."""
        talk = await self._open(SETTINGS + STORY.split("@서준 /task list")[0])
        # Off the full hour: reminders are due on it, and the clocks go on by themselves.
        talk = await self._step(talk, timedelta(minutes=30), doomed=False)
        hours = list(self._hours())
        doomed = set(self.chance.sample(range(len(hours)), kills))
        for place, length in enumerate(hours):
            talk = await self._step(talk, timedelta(hours=length), doomed=place in doomed)
            if place in DONE:
                await self._finish(talk, DONE[place])
        assert await talk.end() == 0

    async def _open(self, script: str = "") -> Talk:
        talk = await self.stack.enter_async_context(self.console.talk(self.now))
        for line in script.splitlines():
            talk.say(line)
        await talk.settled("지민")
        return talk

    async def _step(self, talk: Talk, length: timedelta, *, doomed: bool) -> Talk:
        """Move the clocks; whoever is killed meanwhile is started at the time moved to."""
        self.now += length
        self.ticks.append(self.now)
        talk.say(f"clock +{length // timedelta(minutes=1)}m")
        if self.rival:
            self.rival.move(length)
        victim = self.chance.choice([talk, self.rival or talk]) if doomed else None
        if victim:
            await asyncio.sleep(self.chance.uniform(0, 0.1))
            await victim.kill()
        if self.rival and victim is self.rival:
            await self.rival.start(self.now)
        if victim is talk:
            talk = await self._open()
        await talk.settled("지민")
        if self.rival:
            await self.rival.ticked()
        return talk

    async def _finish(self, talk: Talk, number: int) -> None:
        await talk.asked(
            f'@지민 press "완료" on #{number}', lambda seen: seen.title.startswith(f"#{number} ")
        )
        await talk.settled("지민")
        self.done[number] = self.now

    def _hours(self) -> Iterator[int]:
        now = self.now
        while now.date() < END:
            yield (length := self.chance.choice(STEPS))
            now += timedelta(hours=length)


@dataclass(slots=True)
class Rival:
    """Another process on the database that gives reminders."""

    address: str
    folder: Path
    stack: AsyncExitStack
    process: Process | None = None
    waiting: int = 0

    async def start(self, now: datetime) -> None:
        """Start a process whose clock shows `now`."""
        arguments = (self.address, str(self.folder), now.isoformat())
        self.process = await start("tests.ticker", *arguments, folder=self.folder, environment={})
        self.stack.push_async_callback(kill, self.process)
        self.waiting = 1

    def move(self, length: timedelta) -> None:
        """Move its clock."""
        assert self.process
        assert self.process.stdin
        self.process.stdin.write(f"{length // timedelta(hours=1)}\n".encode())
        self.waiting += 1

    async def ticked(self) -> None:
        """Return when it gave what was due."""
        assert self.process
        assert self.process.stdout
        for _ in range(self.waiting):
            assert await self.process.stdout.readline() == b"ticked\n"
        self.waiting = 0

    async def kill(self) -> None:
        """Kill it."""
        assert self.process
        await kill(self.process)


async def test_every_reminder_comes_once_on_the_console(tmp_path: Path) -> None:
    console = Console(tmp_path, {})
    async with AsyncExitStack() as stack:
        walk = Walk(console, Random(1), stack)
        await walk.walk()
    _judge(walk, await kept_in(console.data))


async def test_every_reminder_comes_once_from_two_processes_that_are_killed(
    tmp_path: Path, postgres: str, migrated_database: str
) -> None:
    with postgres_database(postgres, migrated_database) as address:
        console = Console(tmp_path, {"TEAMPL_DATABASE__URL": address})
        async with AsyncExitStack() as stack:
            rival = Rival(address, tmp_path, stack)
            await rival.start(START)
            await rival.ticked()
            walk = Walk(console, Random(2), stack, rival)
            await walk.walk(KILLS)
        settings = Settings.model_construct(database=Database(url=address))
        _judge(walk, await kept_at(settings))


def _judge(walk: Walk, kept: Kept) -> None:
    assert_one_board(walk.console.everything)
    board = walk.console.board()
    other = {ko("project.joined_title"), ko("plan.your_share_title", topic=TOPIC)}
    given = [
        each
        for each in board
        if each.kind == "message" and each.to == "dm" and each.title not in other
    ]
    assert Counter((each.person, each.title) for each in given) == Counter(_expected(walk, kept))
    assert len(given) > len(kept.tasks)
    todays = ko("reminder.title.today", number=0, title="").split("#")[0]
    for each in given:
        zone, first, last = PEOPLE[str(each.person)]
        quiet = _quiet(each.at.astimezone(zone).time(), first, last)
        assert not quiet or each.title.startswith(todays), each


def _expected(walk: Walk, kept: Kept) -> Iterator[tuple[str, str]]:
    """Tell from the tasks alone who has to hear what."""
    parents = {task.parent for task in kept.tasks}
    for task in kept.tasks:
        if task.id not in parents:
            name = str(kept.project.name_of(task.assignee))
            for title, at in _notices(task, name, walk.ticks):
                if task.number not in walk.done or at <= walk.done[task.number]:
                    yield name, title


def _notices(task: Task, name: str, ticks: Iterable[datetime]) -> Iterator[tuple[str, datetime]]:
    """Give the notices of a task, each with the tick that has to give it."""
    assert task.due
    zone, quiet_from, quiet_to = PEOPLE[name]
    words = {"number": task.number, "title": task.title}
    for days, title in (
        (-3, ko("reminder.title.ahead", days=3, **words)),
        (-1, ko("reminder.title.ahead", days=1, **words)),
        (0, ko("reminder.title.today", **words)),
        (1, ko("reminder.title.overdue", **words)),
    ):
        day = task.due + timedelta(days=days)
        morning = datetime.combine(day, time(9), zone)
        if morning <= START:
            continue  # it was over when the plan was adopted
        for at in ticks:
            local = at.astimezone(zone)
            if at >= morning and (days == 0 or not _quiet(local.time(), quiet_from, quiet_to)):
                yield title, at
                break


def _quiet(at: time, first: time, last: time) -> bool:
    if first > last:
        return at >= first or at < last
    return first <= at < last
