"""A member's share of the tasks as it looks: what they were given, why, what they said to it."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from core.call import Call
from core.cards import Button, Card, Emphasis
from core.features.requests import Names, naming
from core.features.team_proposals import reshow
from core.model.people import PersonId
from core.model.requests import Answer, Line, Request, RequestKind, about
from core.model.tasks import Status, Task
from core.ports.storage import Work
from core.task_cards import within


def share_card(tasks: Sequence[Task], call: Call, _names: Names, request: Request) -> Card:
    """Give the card of a share, beside the tasks of its project as they are now."""
    return Card(
        call.say("plan.your_share_title", topic=call.project.topic),
        text=call.say("plan.your_share", count=len(request.lines)),
        rows=tuple(_rows(call, tasks, request)),
        buttons=tuple(_buttons(call, tasks, request)),
        subject=about(request.id),
    )


def task_of(tasks: Sequence[Task], line: Line) -> Task | None:
    """Give the task of a line while it is with whom the line gave it to."""
    found = (each for each in tasks if (each.number, each.assignee) == (line.task, line.person))
    return next(found, None)


async def reshow_shares(work: Work, call: Call, people: Collection[PersonId | None]) -> None:
    """Let what stands of the shares of people show whose their tasks are now."""
    tasks = await work.tasks.all(call.project.id)
    for request in await work.requests.all(call.project.id):
        if request.kind is RequestKind.SHARE and request.person in people:
            card = partial(share_card, tasks, _names={}, request=request)
            await reshow(work, call, about(request.id), card)


def _rows(call: Call, tasks: Sequence[Task], request: Request) -> Iterator[tuple[str, ...]]:
    known = {task.number: task for task in tasks}
    for line in request.lines:
        task = known.get(line.task)
        title = task.title if task else call.say("task.gone")
        until = call.say("task.until", due=task.due) if task and task.due else ""
        answer = line.answer if task_of(tasks, line) else "moved"
        said = "" if answer is Answer.OPEN else call.say(f"share.answer.{answer}")
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
