"""A person's day: projects, tasks, what happened last; and where it stands for them to see.

A platform that has a page for every person, as Slack's Home, shows it there: a message of the
bot's own, as new as the last change of a project of theirs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core import dashboard
from core.cards import Button, Card, Field
from core.dashboard import actor_name, left_words, progress_words
from core.model.messages import Delivery, Draft
from core.model.people import Account, Locale, Person, Space, locale_of, zone_of
from core.model.places import Audience, Place
from core.model.projects import Project, ProjectId
from core.model.tasks import Status, Task, leaves
from core.outgoing import dress, post, show
from core.ports import Ports
from core.ports.storage import Work

_URGENT = timedelta(days=3)
_MOST_TASKS = 12
_LATEST = 5


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose day it is."""

    ports: Ports
    space: Space
    person: Person

    @property
    def locale(self) -> Locale:
        """Give their language."""
        return locale_of(self.person, self.space)

    def say(self, key: str, /, **params: object) -> str:
        """Give a phrase in their language."""
        return self.ports.phrases.say(self.locale, key, **params)

    @property
    def today(self) -> date:
        """Give their day."""
        return self.ports.clock.now().astimezone(zone_of(self.person, self.space)).date()


@dataclass(frozen=True, slots=True)
class _Part:
    """A project with its tasks, and those of them that are the caller's."""

    project: Project
    tasks: tuple[Task, ...]
    mine: tuple[Task, ...]


async def day_card(work: Work, reader: Reader) -> Card:
    """Give projects with their progress, one's open tasks by deadline, and what happened last."""
    parts = [await _part(work, reader, project) for project in await _current(work, reader)]
    news = [line for part in parts for line in await _news(work, reader, part.project)]
    title = reader.say("me.today_title", day=reader.today)
    if not parts:
        return Card(title, text=reader.say("me.no_projects"))
    open_tasks = sorted(
        ((part, task) for part in parts for task in part.mine if task.status is not Status.DONE),
        key=lambda held: (held[1].due or date.max, held[1].id),
    )
    latest = [line for _, line in sorted(news, reverse=True)[:_LATEST]]
    return Card(
        title,
        text=_counts(reader, [task for part in parts for task in part.mine]),
        fields=tuple(_fields(reader, parts, latest)),
        columns=tuple(reader.say(f"me.column.{n}") for n in ("task", "project", "status", "due")),
        rows=tuple(_row(reader, part, task) for part, task in open_tasks[:_MOST_TASKS]),
        buttons=tuple(_button(reader, part.project) for part in parts[:3]),
        footer=_rest(reader, len(open_tasks)),
    )


async def stand(ports: Ports, space: Space, person: Person, account: Account) -> None:
    """Have somebody's day stand on their own page, as it is now."""
    async with ports.store.work() as work:
        await _stand(work, Reader(ports, space, person), account, new=True)
        await work.commit()


async def refresh(work: Work, ports: Ports, space: Space, project: ProjectId) -> None:
    """Let every home of a project, and every page of a member that stands, be as it is now."""
    await dashboard.refresh(work, ports, space, project)
    held = await work.projects.get(space.id, project)
    for member in held.members if held else ():
        for account in await work.people.accounts(member.person):
            person = await work.people.person(member.person)
            await _stand(work, Reader(ports, space, person), account, new=False)


async def _stand(work: Work, reader: Reader, account: Account, *, new: bool) -> None:
    """Show a page as it is now; a `new` one is opened where none stands."""
    key = f"day:{account.platform}:{account.workspace}:{account.user}"
    kept = next(iter(await work.messages.about(key)), None)
    if kept is None and not new:
        return
    card = await day_card(work, reader)
    if kept is None:
        place = Place(account.platform, account.workspace, "", Audience.PAGE, user=account.user)
        await post(work, Draft(key, reader.space.id, place, card, key), reader.ports.clock.now())
        return
    if new and kept.delivery is Delivery.REFUSED:
        await work.messages.move(kept.id, kept.place)
    if kept.card != dress(reader.space.id, card):
        await show(work, reader.space.id, kept.id, card)


async def _current(work: Work, reader: Reader) -> list[Project]:
    projects = await work.projects.of(reader.person.id)
    return [project for project in projects if project.end >= reader.today]


async def _part(work: Work, reader: Reader, project: Project) -> _Part:
    tasks = await work.tasks.all(project.id)
    mine = tuple(task for task in leaves(tasks) if task.assignee == reader.person.id)
    return _Part(project, tasks, mine)


async def _news(
    work: Work, reader: Reader, project: Project
) -> list[tuple[tuple[float, int], str]]:
    """Give the latest changes with what orders them."""
    recent = await work.activity.recent(project.id, limit=_LATEST)
    return [
        (
            (activity.at.timestamp(), activity.id),
            reader.say(
                "me.news",
                name=actor_name(reader.say, project, activity.draft.actor),
                summary=activity.draft.summary,
            ),
        )
        for activity in recent
    ]


def _counts(reader: Reader, mine: Sequence[Task]) -> str:
    waiting = [task for task in mine if task.status is not Status.DONE]
    urgent = [task for task in waiting if task.due and task.due <= reader.today + _URGENT]
    feedback = [task for task in waiting if task.status is Status.FEEDBACK]
    return reader.say(
        "me.counts", mine=len(mine), done=len(mine) - len(waiting), open=len(waiting),
        feedback=len(feedback), urgent=len(urgent),
    )  # fmt: skip


def _fields(reader: Reader, parts: Sequence[_Part], latest: Sequence[str]) -> Iterator[Field]:
    for part in parts:
        left = left_words(reader.say, part.project, reader.today)
        value = f"{progress_words(reader.say, part.tasks)} · {left}"
        yield Field(part.project.topic, value)
    if latest:
        yield Field(reader.say("me.latest"), "\n".join(f"- {line}" for line in latest))


def _row(reader: Reader, part: _Part, task: Task) -> tuple[str, ...]:
    title = f"#{task.number} {task.title}"
    return (
        title,
        part.project.topic,
        reader.say(f"choices.status.{task.status}"),
        _due(reader, task),
    )


def _button(reader: Reader, project: Project) -> Button:
    answers = {"project": f"project:{project.id}", "assignee": f"person:{reader.person.id}"}
    return Button(reader.say("me.tasks_of", topic=project.topic), "task list", answers)


def _rest(reader: Reader, count: int) -> str:
    return reader.say("me.more", count=count - _MOST_TASKS) if count > _MOST_TASKS else ""


def _due(reader: Reader, task: Task) -> str:
    """Say until when, and how near that is; "" without a due day."""
    if task.due is None:
        return ""
    left = (task.due - reader.today).days
    if left < 0:
        return reader.say("me.overdue", day=task.due, days=-left)
    return reader.say("me.due_today" if left == 0 else "me.due_in", day=task.due, days=left)
