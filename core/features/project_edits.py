"""Changing what a project is about, and its days: what was made up at first, or turned out other.

What is left out stays. The days hold those of every task; no undo takes it back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated

from core.call import Call
from core.cards import Card
from core.commands import Command, Option
from core.dashboard import Say
from core.errors import Refused
from core.features.openings import check_days
from core.features.projects import (
    DESCRIPTION,
    EDITED,
    GOAL,
    STACK,
    TOPIC,
    project_card,
    stack_of,
    twin_of,
)
from core.features.requests import held
from core.live_cards import reshow
from core.model.activity import ActivityDraft, TaskChange, Verb
from core.model.places import Audience
from core.model.projects import Project, Standing
from core.model.tasks import Task
from core.ports.storage import Work

_BRIEF = 40
"""How many characters of a text before and after a record tells."""


@dataclass(frozen=True, slots=True)
class EditProject:
    """Change a project; what is left out stays."""

    topic: Annotated[str, TOPIC] = ""
    description: Annotated[str, DESCRIPTION] = ""
    goal: Annotated[str, GOAL] = ""
    start: Annotated[date | None, Option(past=True)] = None
    end: Annotated[date | None, Option(past=True)] = None
    stack: Annotated[str, STACK] = ""
    project: Project | None = None


async def edit(call: Call, ask: EditProject) -> Card:
    """Keep what was given, and show it wherever the project stands."""
    async with call.change() as work:
        call = await held(work, call)
        wanted = await _edited(work, call, ask)
        changed = "\n".join(f"- {each}" for each in _changes(call.say, call.project, wanted))
        if changed:
            wanted = await work.projects.change(wanted)
            await _record(work, call, wanted)
            await _show(work, replace(call, within=wanted))
    said = call.say("project.edited", changes=changed) if changed else call.say("project.unchanged")
    return await project_card(call, wanted, f"{said}\n\n{wanted.description}")


def present(call: Call) -> dict[str, str]:
    """Give what the form shows: the project as it is."""
    project = call.project
    return {name: str(getattr(project, name)) for name in EDITED}


async def _edited(work: Work, call: Call, ask: EditProject) -> Project:
    """Give the project as asked for.

    Raises:
        Refused: its leader has another of that topic, its days are wrong, or a task is outside.
    """
    project = call.project
    wanted = replace(
        project,
        topic=ask.topic or project.topic,
        description=ask.description or project.description,
        goal=ask.goal or project.goal,
        stack=stack_of(ask.stack) or project.stack,
        start=ask.start or project.start,
        end=ask.end or project.end,
    )
    await _check_topic(work, call, wanted)
    if (wanted.start, wanted.end) != (project.start, project.end):
        check_days(wanted.start, wanted.end)
        _check_tasks(wanted, await work.tasks.all(project.id))
    return wanted


async def _check_topic(work: Work, call: Call, wanted: Project) -> None:
    if wanted.leader is None or wanted.topic.casefold() == call.project.topic.casefold():
        return
    if await twin_of(work, call, wanted.leader, wanted.topic) is not None:
        raise Refused("project.twin", option="topic", topic=wanted.topic)


def _check_tasks(wanted: Project, tasks: Sequence[Task]) -> None:
    for task in tasks:
        for day in filter(None, (task.start, task.due)):
            if not wanted.start <= day <= wanted.end:
                raise Refused(
                    "project.task_outside", option="start" if day < wanted.start else "end",
                    number=task.number, title=task.title, day=day,
                    start=wanted.start, end=wanted.end,
                )  # fmt: skip


def _changes(say: Say, before: Project, after: Project) -> Iterator[str]:
    """Say in a line each what became of what."""
    for name, was, now in zip((*EDITED, "stack"), _values(before), _values(after), strict=True):
        if was != now:
            what = say(f"project.field.{name}")
            yield say("project.change", what=what, before=_brief(was), after=_brief(now))


def _values(project: Project) -> tuple[str, ...]:
    return (*(str(getattr(project, name)) for name in EDITED), ", ".join(project.stack))


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return (line if len(line) <= _BRIEF else f"{line[: _BRIEF - 1]}…") or "–"


async def _record(work: Work, call: Call, after: Project) -> None:
    words = partial(call.ports.phrases.say, call.space.locale)
    changes = " · ".join(_changes(words, call.project, after))
    draft = ActivityDraft(
        after.space, after.id, call.caller.id, Verb.EDITED, f"project:{after.id}",
        words("project.record.edited", changes=changes),
    )  # fmt: skip
    await work.activity.add(draft, call.now)


async def _show(work: Work, call: Call) -> None:
    """Call the project's homes by its topic, and show it so where its tasks stand."""
    for home in await work.homes.of(call.project.id):
        await work.homes.want(replace(home, name=call.project.topic))
    tasks = await work.tasks.all(call.project.id)
    await reshow(work, call, [TaskChange(task, task) for task in tasks])


COMMANDS = (
    Command(
        "project edit", EditProject, edit, who=Standing.LEADER, answer=Audience.CHANNEL,
        present=present,
    ),
)  # fmt: skip
