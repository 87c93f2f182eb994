"""The live card of a project: one in each of its homes, as new as the last change.

It speaks the language of the space, and counts its days.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from core.cards import Button, Card, Emphasis, Field
from core.errors import Unavailable
from core.model.homes import ProjectHome, channel_of
from core.model.messages import Draft, Message
from core.model.people import PersonId, Space
from core.model.places import Place
from core.model.projects import Project, ProjectId
from core.model.tasks import Status, Task, done_share, leaves
from core.outgoing import dress, post, show
from core.ports import Ports
from core.ports.storage import Work

_DEADLINES = 5
_AT_WORK = 3
"""How many tasks of one person are named."""

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class _Board:
    """What the card is made of; `today` is the day of the space."""

    say: Say
    project: Project
    tasks: Sequence[Task]
    today: date


async def refresh(work: Work, ports: Ports, space: Space, project: ProjectId) -> None:
    """Let every home of a project show it as it is now; costs one reading where it has none."""
    homes = await work.homes.of(project)
    if not homes:
        return
    # Whoever changed the project before and has not committed shows it without our change.
    await work.projects.hold(project)
    card = await _card(work, ports, space, project)
    for home in homes:
        await _stand(work, home, card, ports)


async def renew(ports: Ports) -> None:
    """Refresh what a day that began has made old, in all homes."""
    async with ports.store.work(write=False) as work:
        homes = await work.homes.all()
        stale = [home for home in homes if await _is_stale(work, ports, home)]
    for home in stale:
        async with ports.store.work() as work:
            await refresh(work, ports, await work.people.space(home.space), home.project)
            await work.commit()


async def standing(work: Work, home: ProjectHome) -> Message | None:
    """Give the message that shows a project in one of its homes, `None` before its first."""
    return next(iter(await work.messages.about(_key(home))), None)


def place_of(home: ProjectHome) -> Place:
    """Give the place that means a home, wherever it will be opened."""
    return Place(home.platform, home.workspace, channel_of(home.project))


def progress_words(say: Say, tasks: Sequence[Task]) -> str:
    """Say how much is done."""
    done, total = done_share(tasks)
    if not total:
        return say("project.no_tasks")
    return say("project.progress", percent=100 * done // total, done=done, total=total)


def left_words(say: Say, project: Project, today: date) -> str:
    """Say how long the project still goes."""
    left = (project.end - today).days
    if left < 0:
        return say("project.ended")
    return say("project.last_day") if left == 0 else say("project.days_left", days=left)


def actor_name(say: Say, project: Project, actor: PersonId | None) -> str:
    """Name who did something; only staff does so without being a member."""
    if actor is None:
        return say("task.by_itself")
    return project.name_of(actor) or say("task.staff")


async def _stand(work: Work, home: ProjectHome, card: Card, ports: Ports) -> None:
    kept = await standing(work, home)
    if kept is None:
        key = _key(home)
        draft = Draft(key, home.space, place_of(home), card, key, pinned=True)
        await post(work, draft, ports.clock.now())
    elif kept.card != dress(home.space, card):
        await show(work, home.space, kept.id, card)


async def _is_stale(work: Work, ports: Ports, home: ProjectHome) -> bool:
    kept = await standing(work, home)
    space = await work.people.space(home.space)
    card = await _card(work, ports, space, home.project)
    return kept is not None and kept.card != dress(home.space, card)


async def _card(work: Work, ports: Ports, space: Space, project_id: ProjectId) -> Card:
    project = await work.projects.get(space.id, project_id)
    if project is None:
        raise Unavailable("space", "it was joined to another meanwhile")
    today = ports.clock.now().astimezone(ZoneInfo(space.timezone)).date()

    def say(key: str, **params: object) -> str:
        return ports.phrases.say(space.locale, key, **params)

    board = _Board(say, project, await work.tasks.all(project_id), today)
    rows = tuple(_deadlines(board))
    columns = tuple(say(f"dashboard.column.{name}") for name in ("task", "who", "due"))
    return Card(
        project.topic,
        text=say(
            "dashboard.text",
            progress=progress_words(say, board.tasks),
            left=left_words(say, project, today),
        ),
        fields=tuple(_fields(board)),
        columns=columns if rows else (),
        rows=rows,
        buttons=_buttons(board),
        footer=say("dashboard.footer", start=project.start, end=project.end),
        subject=f"project:{project.id}",
    )


def _fields(board: _Board) -> Iterator[Field]:
    counted = leaves(board.tasks)
    if not counted:
        return
    counts = [
        board.say(
            "dashboard.count",
            status=board.say(f"choices.status.{status}"),
            count=sum(task.status is status for task in counted),
        )
        for status in Status
    ]
    yield Field(board.say("dashboard.status"), " · ".join(counts))
    if people := list(_at_work(board)):
        yield Field(board.say("dashboard.at_work"), "\n".join(people))


def _at_work(board: _Board) -> Iterator[str]:
    """Say who works on what: what is begun and not done, member by member."""
    begun = [
        task for task in leaves(board.tasks) if task.status in (Status.PROGRESS, Status.FEEDBACK)
    ]
    for member in board.project.members:
        theirs = [task for task in begun if task.assignee == member.person]
        if theirs:
            named = [f"#{task.number} {task.title}" for task in theirs[:_AT_WORK]]
            more = len(theirs) - len(named)
            rest = [board.say("dashboard.more", count=more)] if more else []
            yield f"- {member.name}: {', '.join(named + rest)}"


def _deadlines(board: _Board) -> Iterator[tuple[str, ...]]:
    """Give the next deadlines, those that passed first."""
    waiting = [task for task in leaves(board.tasks) if task.status is not Status.DONE]
    due = sorted((task.due, task.number, task) for task in waiting if task.due is not None)
    for day, number, task in due[:_DEADLINES]:
        late = "dashboard.late" if day < board.today else "dashboard.day"
        who = board.project.name_of(task.assignee) or board.say("task.nobody")
        yield f"#{number} {task.title}", who, board.say(late, day=day)


def _buttons(board: _Board) -> tuple[Button, ...]:
    answers = {"project": f"project:{board.project.id}"}
    if board.tasks:
        return (
            Button(board.say("button.tasks"), "task list", answers),
            Button(board.say("button.weekly"), "report weekly", answers),
        )
    plan = board.say("button.plan")
    return (Button(plan, "project plan", answers, emphasis=Emphasis.PRIMARY),)


def _key(home: ProjectHome) -> str:
    return f"home:{home.project}:{home.platform}:{home.workspace}"
