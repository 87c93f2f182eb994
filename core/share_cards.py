"""A member's share of the tasks as it looks: what they were given, why, what they said to it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from core.call import Call
from core.cards import Button, Card, Emphasis
from core.model.activity import TaskChange
from core.model.people import PersonId
from core.model.requests import Answer, Line, Request, RequestKind, about, naming
from core.model.tasks import Status, Task
from core.ports.storage import Work
from core.readers import reshow
from core.task_cards import within


def share_card(
    tasks: Sequence[Task], call: Call, _names: Mapping[PersonId, str], request: Request
) -> Card:
    """Give the card of a share, beside the tasks of its project as they are now."""
    count = sum(task_of(tasks, line) is not None for line in request.lines)
    return Card(
        call.say("plan.your_share_title", topic=call.project.topic),
        text=call.say("plan.your_share" if count else "share.nothing", count=count),
        rows=tuple(_rows(call, tasks, request)),
        buttons=tuple(_buttons(call, tasks, request)),
        subject=about(request.id),
    )


def task_of(tasks: Sequence[Task], line: Line) -> Task | None:
    """Give the task of a line while it is with whom the line gave it to."""
    found = (each for each in tasks if (each.number, each.assignee) == (line.task, line.person))
    return next(found, None)


async def reshow_shares(
    work: Work, call: Call, changes: Sequence[TaskChange], tasks: Sequence[Task]
) -> None:
    """Let what stands of the shares that changed tasks are in show them as they are now.

    `tasks` are all of the project, as they are now.
    """
    states = (state for change in changes for state in (change.before, change.after))
    changed = {state.number for state in states if state is not None}
    for request in await work.requests.all(call.project.id):
        is_share = request.kind is RequestKind.SHARE
        if is_share and any(line.task in changed for line in request.lines):
            card = partial(share_card, tasks, _names={}, request=request)
            await reshow(work, call, about(request.id), card)


def _rows(call: Call, tasks: Sequence[Task], request: Request) -> Iterator[tuple[str, ...]]:
    known = {task.number: task for task in tasks}
    for line in request.lines:
        task = known.get(line.task)
        title = task.title if task else call.say("task.gone")
        until = call.say("task.until", due=task.due) if task and task.due else ""
        answer = line.answer if task_of(tasks, line) else "moved"
        unsaid = task is None or answer is Answer.OPEN
        said = "" if unsaid else call.say(f"share.answer.{answer}")
        yield f"#{line.task}", title, until, line.reason, said


def _buttons(call: Call, tasks: Sequence[Task], request: Request) -> Iterator[Button]:
    """Give the buttons for what can still be said; it is for nobody but whose share it is."""
    this = naming(request)
    held = {line: task_of(tasks, line) for line in request.lines}
    waiting = [line for line, task in held.items() if task and line.answer is Answer.OPEN]
    if waiting:
        yield Button(call.say("share.accept"), "share accept", this, emphasis=Emphasis.PRIMARY)
    if len(waiting) > 1:
        yield Button(call.say("share.accept_one"), "share accept", this, ("task",))
    if any(task and task.status is Status.REQUESTED for task in held.values()):
        yield Button(call.say("share.decline"), "share decline", this, ("task", "reason"))
        yield Button(call.say("swap.offer"), "task swap", within(call), ("task", "other"))
    mine = within(call) | {"assignee": f"person:{request.person}"}
    yield Button(call.say("button.tasks"), "task list", mine)
