"""Deadline reminders: planned from the database, each given once.

A task has a notice on four mornings (`core.deadlines`), and on one its assignee asks for. At
every tick, whatever morning is over and was not given is given. The notice and the message that
brings it are kept in one transaction, so a process that dies, or another that ticks at the same
time, neither loses nor doubles one.

- Of a task's notices only the latest counts; those before it are counted as given with it.
- Notices of one morning are one message each; what was missed on several mornings is one digest.
- In a person's quiet hours only today's deadlines are told; the others wait for the next tick
  after them.
- A deadline set after one of its mornings was never missed: `core.changes.hush`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.cards import Button, Card, Emphasis, Tone
from core.dashboard import renew
from core.deadlines import FURTHEST, deadline_of, morning_of, notices_of
from core.features.board_edits import close_over
from core.features.searches import end_over
from core.model.activity import Notice, NoticeKind
from core.model.messages import Draft
from core.model.people import Person, Space, locale_of, quiet_of, zone_of
from core.model.projects import Project
from core.model.tasks import Status, Task, TaskId, leaves
from core.outgoing import dm_place, post
from core.phrasebook import Phrasebook
from core.ports import Ports
from core.ports.storage import Reminded, Work

_OVERLAP = timedelta(hours=1)
"""How far back a tick looks again: a change may be committed later than the tick it precedes."""

_AHEAD = timedelta(days=1)
"""Somewhere it is already tomorrow."""

_DELIVERED_AGAIN = timedelta(days=1)
"""For how long a platform may deliver the same event or ask once more."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A task's latest notice whose morning is over, and the earlier ones it takes the place of."""

    task: Task
    notice: Notice
    earlier: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whom a reminder is for: their words and their days."""

    phrases: Phrasebook
    space: Space
    person: Person
    now: datetime

    def say(self, key: str, **params: object) -> str:
        """Give a phrase in the person's language."""
        return self.phrases.say(locale_of(self.person, self.space), key, **params)

    @property
    def zone(self) -> ZoneInfo:
        """Give the person's zone."""
        return zone_of(self.person, self.space)

    @property
    def today(self) -> date:
        """Give the person's day."""
        return self.now.astimezone(self.zone).date()

    def is_quiet(self) -> bool:
        """Tell whether the person is to be left alone."""
        return quiet_of(self.person, self.space).hold(self.now.astimezone(self.zone).time())


class Reminders:
    """Gives the deadline notices that are due."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def tick(self) -> None:
        """Give everybody what is due now; any number of processes may do so at once.

        What shows deadlines counts today's days from then on; what was to be answered by now is
        over, posts and searches alike.
        """
        now = self._ports.clock.now()
        async with self._ports.store.work(write=False) as work:
            everybody = await work.notices.due(now.date() + FURTHEST + _AHEAD)
            waiting = {
                reminded.person.id: await work.notices.waiting(reminded.person.id)
                for reminded in everybody
            }
        for reminded in everybody:
            reader = self._reader(reminded, now)
            if _told_now(reader, _due(reader, reminded.tasks, waiting[reminded.person.id])):
                await self._remind(reminded, now)
        await close_over(self._ports)
        await end_over(self._ports)
        await renew(self._ports)
        await self._sweep(now - _DELIVERED_AGAIN)

    async def _sweep(self, before: datetime) -> None:
        """Forget what came so long ago that no platform will deliver it again."""
        async with self._ports.store.work() as work:
            await work.sweep(before)
            await work.commit()

    async def _remind(self, reminded: Reminded, now: datetime) -> None:
        """Give one person what is due, from what is true at this instant."""
        async with self._ports.store.work() as work:
            for project in sorted(reminded.projects, key=lambda project: project.id):
                await work.projects.hold(project.id)
            person = await work.people.person(reminded.person.id)
            if person.id != reminded.person.id:
                return  # joined to somebody meanwhile, whom the next tick reminds of all
            reader = self._reader(replace(reminded, person=person), now)
            tasks = await _tasks(work, reminded)
            everything = _due(reader, tasks, await work.notices.waiting(person.id))
            due = _told_now(reader, everything)
            given = [notice for item in due for notice in await _give(work, item)]
            fresh = [item for item in due if item.notice in given]
            await _post(work, reader, reminded.projects, fresh, given)
            if len(due) == len(everything):
                await work.people.save(replace(person, reminded_until=now))
            await work.commit()

    def _reader(self, reminded: Reminded, now: datetime) -> _Reader:
        return _Reader(self._ports.phrases, reminded.space, reminded.person, now)


def _due(reader: _Reader, tasks: Iterable[Task], waiting: Iterable[Notice]) -> list[_Due]:
    """Give what is to be told, one for each task, in a fixed order."""
    asked: defaultdict[TaskId, list[Notice]] = defaultdict(list)
    for notice in waiting:
        asked[notice.task].append(notice)
    return [
        _latest(task, over)
        for task in sorted(tasks, key=lambda task: task.id)
        if (over := list(_over(reader, task, asked[task.id])))
    ]


def _over(reader: _Reader, task: Task, asked: Iterable[Notice]) -> Iterator[Notice]:
    """Give a task's notices whose morning is over and that may not have been given."""
    until = reader.person.reminded_until
    for notice in notices_of(task):
        morning = morning_of(notice.on, reader.zone)
        if morning <= reader.now and (until is None or morning > until - _OVERLAP):
            yield notice
    for notice in asked:
        if morning_of(notice.on, reader.zone) <= reader.now:
            yield notice


def _latest(task: Task, over: Sequence[Notice]) -> _Due:
    """Let the latest morning count; on the same one the deadline before what was asked for."""
    *earlier, latest = sorted(over, key=lambda item: (item.on, item.kind is not NoticeKind.AGAIN))
    return _Due(task, latest, tuple(earlier))


def _told_now(reader: _Reader, due: list[_Due]) -> list[_Due]:
    """Give what may be told now: in quiet hours only today's deadlines."""
    if not reader.is_quiet():
        return due
    return [item for item in due if item.task.due == reader.today == item.notice.on]


async def _tasks(work: Work, reminded: Reminded) -> list[Task]:
    """Give the person's tasks as they are now."""
    return [
        task
        for project in reminded.projects
        for task in leaves(await work.tasks.all(project.id))
        if task.assignee == reminded.person.id and task.status is not Status.DONE
    ]


async def _give(work: Work, due: _Due) -> list[Notice]:
    """Count a task's notices as given; give those that were not before."""
    return [
        notice for notice in (*due.earlier, due.notice) if await work.notices.give(notice)
    ]  # fmt: skip


async def _post(
    work: Work,
    reader: _Reader,
    projects: Collection[Project],
    due: Sequence[_Due],
    given: Iterable[Notice],
) -> None:
    """Keep the messages: a digest if more than one morning was missed, else one a task."""
    if not due:
        return
    place = await dm_place(work, reader.person)
    named = {project.id: project for project in projects}
    space = reader.space.id
    if len({notice.on for notice in given}) > 1:
        card = _digest(reader, named.values(), due)
        await post(work, Draft(_key("digest", due[0]), space, place, card), reader.now)
        return
    for item in due:
        card = _card(reader, named[item.task.project], item)
        subject = deadline_of(item.task.id)
        draft = Draft(_key("notice", item), space, place, card, subject)
        await post(work, draft, reader.now)


def _key(kind: str, due: _Due) -> str:
    """Give the message's key; of a removed task the number is never given again, the id may be."""
    task, notice = due.task, due.notice
    return f"{kind}:{task.project}#{task.number}:{notice.person}:{notice.kind}:{notice.on}"


def _card(reader: _Reader, project: Project, due: _Due) -> Card:
    task = due.task
    answers = {"project": f"project:{project.id}", "task": f"#{task.number}"}
    done = answers | {"status": Status.DONE.value}
    stage, params = _stage(reader, task)
    return Card(
        reader.say(f"reminder.title.{stage}", number=task.number, title=task.title, **params),
        text=reader.say(f"reminder.text.{stage}", **params),
        tone=Tone.WARNING,
        buttons=(
            Button(reader.say("button.done"), "task status", done, emphasis=Emphasis.PRIMARY),
            Button(reader.say("button.tomorrow"), "task again", answers),
        ),
        footer=project.topic,
        subject=f"task:{task.id}",
    )


def _digest(reader: _Reader, projects: Iterable[Project], due: Sequence[_Due]) -> Card:
    topics = {project.id: project.topic for project in projects}
    rows = tuple(
        (f"#{item.task.number} {item.task.title}", topics[item.task.project],
         reader.say(f"reminder.row.{stage}", **params))
        for item in sorted(due, key=lambda item: (item.task.due or date.max, item.task.id))
        for stage, params in [_stage(reader, item.task)]
    )  # fmt: skip
    return Card(
        reader.say("reminder.digest_title", count=len(rows)),
        text=reader.say("reminder.digest"),
        tone=Tone.WARNING,
        columns=tuple(reader.say(f"reminder.column.{name}") for name in ("task", "project", "due")),
        rows=rows,
        buttons=(Button(reader.say("reminder.today"), "me today"),),
    )


def _stage(reader: _Reader, task: Task) -> tuple[str, dict[str, object]]:
    """Say how near a deadline is on the day of reading, which a late notice must not get wrong."""
    if task.due is None:
        return "open", {}
    left = (task.due - reader.today).days
    params: dict[str, object] = {"day": task.due, "days": abs(left)}
    if left < 0:
        return "overdue", params
    return "today" if left == 0 else "ahead", params
