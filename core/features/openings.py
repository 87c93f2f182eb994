"""How a project comes to be, whoever asks for it: its days, its record, its homes."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from core.call import Call
from core.day import refresh
from core.errors import Refused
from core.features.homes import want_homes
from core.model.activity import ActivityDraft, Verb
from core.model.projects import Project
from core.outgoing import dm_place
from core.ports.collections import ProjectDraft
from core.ports.storage import Work

LONGEST = timedelta(days=366)
"""How long a project goes at most."""
SEMESTER = timedelta(weeks=15)
"""How long one goes that is opened before anybody says until when."""


def check_days(start: date, end: date) -> None:
    """Let pass the days of a project.

    Raises:
        Refused: it ends before it starts, or goes too long.
    """
    if end < start:
        raise Refused("project.order", option="end", start=start, end=end)
    if end - start > LONGEST:
        raise Refused("project.length", option="end", most=LONGEST.days)


async def open_project(work: Work, call: Call, draft: ProjectDraft) -> Project:
    """Keep a new project, and record who opened it."""
    project = await work.projects.open(draft, call.now)
    words = partial(call.ports.phrases.say, call.space.locale)
    record = ActivityDraft(
        project.space, project.id, call.caller.id, Verb.CREATED, f"project:{project.id}",
        words("project.opened", topic=project.topic),
    )  # fmt: skip
    await work.activity.add(record, call.now)
    return project


async def house(work: Work, call: Call, project: Project) -> None:
    """Want homes for a project where its members are, not where the call was made."""
    leader = project.leader or project.members[0].person
    place = await dm_place(work, await work.people.person(leader))
    await want_homes(work, replace(call, within=project, place=place))
    await refresh(work, call.ports, call.space, project.id)
