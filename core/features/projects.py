"""Opening a project, and seeing it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.commands import Command, Option
from core.dashboard import Say, left_words, progress_words
from core.day import refresh
from core.errors import Refused
from core.features.openings import LONGEST, check_days, open_project
from core.model.messages import Draft
from core.model.people import Person, PersonId, locale_of
from core.model.places import Audience
from core.model.projects import MOST_MEMBERS, Project, Standing
from core.model.tasks import Task
from core.options import clean
from core.outgoing import dm_place, post
from core.ports.collections import ProjectDraft
from core.ports.outside import File
from core.ports.storage import Work

TOPIC = Option(longest=80, main=True)
DESCRIPTION = Option(longest=2000, long=True)
GOAL = Option(longest=500, long=True)
STACK = Option(longest=200)
EDITED = ("topic", "description", "goal", "start", "end")
"""What can be changed of a project in a form."""
_SHEET = 4000
"""Characters of an assignment sheet that are read."""
_LONGEST_LETTER = 4
"""Bytes of a character in UTF-8."""


@dataclass(frozen=True, slots=True)
class NewProject:
    """Open a project; `sheet` is the assignment as a text file, read as part of the description."""

    topic: Annotated[str, TOPIC]
    description: Annotated[str, DESCRIPTION]
    goal: Annotated[str, GOAL]
    start: Annotated[date, Option(past=True)]
    end: date
    stack: Annotated[str, STACK] = ""
    members: tuple[Person, ...] = ()
    sheet: File | None = None


@dataclass(frozen=True, slots=True)
class ShowProject:
    """Show one project."""

    project: Project | None = None


@dataclass(frozen=True, slots=True)
class ListProjects:
    """List the projects the caller may see."""


async def new(call: Call, ask: NewProject) -> Card:
    """Open a project with the caller as its leader."""
    _check_days(call, ask)
    members = tuple(dict.fromkeys((call.caller.id, *(person.id for person in ask.members))))
    if len(members) > MOST_MEMBERS:
        raise Refused("project.members", option="members", most=MOST_MEMBERS)
    async with call.read() as work:
        twin = await twin_of(work, call, call.caller.id, ask.topic)
    if twin is not None:
        return await project_card(call, twin, call.say("project.already_open"))
    draft = ProjectDraft(
        call.space.id, ask.topic, _description(ask), ask.goal, stack_of(ask.stack),
        ask.start, ask.end, members,
    )  # fmt: skip
    async with call.change() as work:
        project = await open_project(work, call, draft)
        await invite(work, call, project, ask.members)
        await refresh(work, call.ports, call.space, project.id)
    return await project_card(call, project, call.say("project.opened", topic=project.topic))


async def show(call: Call, _ask: ShowProject) -> Card:
    """Show the project's facts, people and progress."""
    return await project_card(call, call.project, call.project.description)


async def listing(call: Call, _ask: ListProjects) -> Card:
    """List projects: one's own, and for staff all of the space."""
    async with call.read() as work:
        staff = call.caller.staff
        projects = await (
            work.projects.all(call.space.id) if staff else work.projects.of(call.caller.id)
        )
        rows = tuple([await _row(work, call, project) for project in projects])
    if not rows:
        return Card(
            call.say("project.list_title"),
            text=call.say("project.list_empty"),
            buttons=(_new_button(call),),
        )
    columns = tuple(
        call.say(f"project.column.{name}") for name in ("topic", "days", "done", "days_left")
    )
    return Card(call.say("project.list_title"), columns=columns, rows=rows)


async def twin_of(work: Work, call: Call, leader: PersonId, topic: str) -> Project | None:
    """Find the project that somebody leads under a topic and that still goes."""
    for project in await work.projects.of(leader):
        goes = project.leader == leader and project.end >= call.today
        if goes and project.topic.casefold() == topic.casefold():
            return project
    return None


def stack_of(text: str) -> tuple[str, ...]:
    """Read technologies as they are typed, each once."""
    parts = (part.strip() for part in text.replace("、", ",").replace("/", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def edit_button(
    say: Say, project: Project, asks: tuple[str, ...] = EDITED, emphasis: Emphasis = Emphasis.NORMAL
) -> Button:
    """Give the button by which its leader changes a project, `asks` being asked for."""
    answers = {"project": f"project:{project.id}"}
    return Button(say("button.edit_project"), "project edit", answers, asks, emphasis)


def opened_buttons(say: Say, project: Project, *, leads: bool) -> tuple[Button, ...]:
    """Give what somebody does first with a project that was opened for them."""
    usual = Emphasis.NORMAL if leads else Emphasis.PRIMARY
    answers = {"project": f"project:{project.id}"}
    show = Button(say("button.show_project"), "project show", answers, emphasis=usual)
    edit = edit_button(say, project, emphasis=Emphasis.PRIMARY)
    return (edit, show) if leads else (show,)


def members_words(say: Say, project: Project) -> str:
    """Name the members of a project, and who of them leads."""
    names = (
        say("project.leader", name=member.name) if member.standing is Standing.LEADER
        else member.name
        for member in project.members
    )  # fmt: skip
    return ", ".join(names)


def days_left(call: Call, project: Project) -> str:
    """Say how long the project still goes."""
    return left_words(call.say, project, call.today)


def progress(call: Call, tasks: tuple[Task, ...]) -> str:
    """Say how much is done."""
    return progress_words(call.say, tasks)


def _check_days(call: Call, ask: NewProject) -> None:
    check_days(ask.start, ask.end)
    if ask.start < call.today - LONGEST:
        raise Refused("project.length", option="end", most=LONGEST.days)


def _description(ask: NewProject) -> str:
    if ask.sheet is None:
        return ask.description
    beginning = ask.sheet.content[: _SHEET * _LONGEST_LETTER]
    sheet = clean(beginning.decode("utf-8-sig", errors="replace"))
    return f"{ask.description}\n\n{sheet[:_SHEET]}"


async def invite(work: Work, call: Call, project: Project, members: tuple[Person, ...]) -> None:
    """Tell everybody who was added, in their language."""
    for person in members:
        if person.id == call.caller.id:
            continue
        locale = locale_of(person, call.space)
        card = Card(
            call.ports.phrases.say(locale, "project.joined_title"),
            text=call.ports.phrases.say(
                locale, "project.joined", leader=call.caller.name, topic=project.topic
            ),
            subject=f"project:{project.id}",
        )
        place = await dm_place(work, person)
        key = f"project:{project.id}:joined:{person.id}"
        await post(work, Draft(key, call.space.id, place, card, card.subject), call.now)


async def project_card(call: Call, project: Project, text: str) -> Card:
    """Give the card of a project as it is, `text` first."""
    async with call.read() as work:
        tasks = await work.tasks.all(project.id)
    fields = (
        Field(call.say("project.field.goal"), project.goal),
        Field(call.say("project.field.days"), _period(call, project)),
        Field(call.say("project.field.members"), members_words(call.say, project)),
        Field(call.say("project.field.stack"), ", ".join(project.stack)),
        Field(call.say("project.field.progress"), progress(call, tasks)),
    )
    return Card(
        project.topic,
        text=text,
        tone=Tone.GOOD,
        fields=tuple(field for field in fields if field.value),
        buttons=_next_buttons(call, project, planned=bool(tasks)),
        subject=f"project:{project.id}",
    )


def _period(call: Call, project: Project) -> str:
    left = days_left(call, project)
    return call.say("project.period", start=project.start, end=project.end, left=left)


def _next_buttons(call: Call, project: Project, *, planned: bool) -> tuple[Button, ...]:
    answers = {"project": f"project:{project.id}"}
    leads = call.caller.staff or project.leader == call.caller.id
    edit = (edit_button(call.say, project),) if leads else ()
    if planned:
        return (
            Button(call.say("button.tasks"), "task list", answers),
            Button(call.say("button.weekly"), "report weekly", answers),
            *edit,
        )
    plan = Button(call.say("button.plan"), "project plan", answers, emphasis=Emphasis.PRIMARY)
    return plan, *edit


def _new_button(call: Call) -> Button:
    asks = ("topic", "description", "goal", "start", "end")
    return Button(call.say("button.new_project"), "project new", {}, asks, Emphasis.PRIMARY)


async def _row(work: Work, call: Call, project: Project) -> tuple[str, ...]:
    tasks = await work.tasks.all(project.id)
    period = call.say("project.days", start=project.start, end=project.end)
    return project.topic, period, progress(call, tasks), days_left(call, project)


COMMANDS = (
    Command(
        "project new", NewProject, new, who=Standing.OUTSIDER, answer=Audience.CHANNEL
    ),
    Command("project show", ShowProject, show, who=Standing.MEMBER),
    Command("project list", ListProjects, listing, who=Standing.OUTSIDER),
)  # fmt: skip
