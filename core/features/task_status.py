"""Moving a task on, and asking to hear of it again."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from core.call import Call
from core.cards import Card
from core.changes import Deed, fresh, keep, record, status_summary
from core.commands import Command, Option
from core.errors import Refused
from core.features.undo import undo_button
from core.model.activity import ActivityId, Notice, NoticeKind, Verb
from core.model.places import Audience
from core.model.projects import Project, Standing
from core.model.tasks import Status, Task, has_children
from core.ports.storage import Work
from core.task_cards import status_word, task_card


@dataclass(frozen=True, slots=True)
class MoveTask:
    """Give a task another status."""

    task: Annotated[Task, Option(main=True)]
    status: Status
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class RemindAgain:
    """Ask to be reminded of a task once more."""

    task: Annotated[Task, Option(hidden=True)]
    project: Annotated[Project | None, Option(hidden=True)] = None


async def move(call: Call, ask: MoveTask) -> Card:
    """Give a task another status; the same one again changes nothing."""
    async with call.change() as work:
        task = await fresh(work, call, ask.task)
        activity = None if task.status is ask.status else await _move(work, call, task, ask.status)
    status = status_word(call, ask.status)
    if activity is None:
        return await task_card(call, task.number, call.say("task.is_already", status=status))
    said = call.say("task.moved", name=call.caller.name, status=status)
    return await task_card(call, task.number, said, undo_button(call, activity))


async def again(call: Call, ask: RemindAgain) -> Card:
    """Plan another notice for tomorrow morning; asking twice is asking once."""
    tomorrow = call.today + timedelta(days=1)
    async with call.change() as work:
        task = await fresh(work, call, ask.task)
        if task.assignee != call.caller.id:
            raise Refused("task.not_yours", number=task.number)
        if task.status is not Status.DONE:
            notice = Notice(task.id, call.caller.id, NoticeKind.AGAIN, tomorrow)
            await work.notices.ask_again(notice)
    done = task.status is Status.DONE
    said = "" if done else call.say("task.again", day=tomorrow)
    return await task_card(call, task.number, said)


async def _move(work: Work, call: Call, task: Task, status: Status) -> ActivityId:
    if has_children(task, await work.tasks.all(call.project.id)):
        raise Refused("task.follows", number=task.number, title=task.title)
    wanted = replace(task, status=status)
    changes = await keep(work, [wanted])
    deed = Deed(Verb.MOVED, task, status_summary(call, task, wanted))
    return await record(work, call, deed, changes)


COMMANDS = (
    Command(
        "task status", MoveTask, move, who=Standing.MEMBER, answer=Audience.CHANNEL,
        in_place=True,
    ),
    Command("task again", RemindAgain, again, who=Standing.MEMBER, in_place=True, hidden=True),
)  # fmt: skip
