"""What stands of tasks somewhere: the bot's own messages show each as it is now, on every platform.

They change with the task, in the same transaction. What was not sent yet keeps its words; so does
a reminder for as long as it is true.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.call import Call
from core.cards import Card
from core.deadlines import deadline_of
from core.model.activity import TaskChange
from core.model.messages import Message
from core.model.places import Audience
from core.model.tasks import Status, Task, TaskId
from core.outgoing import dress, show
from core.ports.storage import Work
from core.readers import speaking_to
from core.share_cards import reshow_shares
from core.task_cards import card_within

_MOST = 20
"""How many messages one change has edited, the newest of them."""


async def reshow(work: Work, call: Call, changes: Sequence[TaskChange]) -> None:
    """Let what stands of changed tasks show them as they are now.

    So does what stands of those above them, and of the shares they are in.
    """
    if not changes:
        return
    everything = {task.id: task for task in await work.tasks.all(call.project.id)}
    subjects = tuple(dict.fromkeys(_subjects(changes, everything)))
    for message in await work.messages.standing(subjects, _MOST):
        card = await _card(work, call, message, everything)
        if dress(call.space.id, card) != message.card:
            await show(work, call.space.id, message.id, card)
    await reshow_shares(work, call, changes, tuple(everything.values()))


def is_over(before: Task, after: Task | None) -> bool:
    """Tell whether what was said of a task's deadline is no longer true, or no longer theirs."""
    if after is None or after.status is Status.DONE:
        return True
    return (after.assignee, after.due) != (before.assignee, before.due)


def _subjects(changes: Sequence[TaskChange], everything: dict[TaskId, Task]) -> Iterator[str]:
    for change in changes:
        for state in (change.before, change.after):
            task = state
            while task is not None:
                yield f"task:{task.id}"
                task = None if task.parent is None else everything.get(task.parent)
        if change.before is not None and is_over(change.before, change.after):
            yield deadline_of(change.before.id)


async def _card(work: Work, call: Call, message: Message, everything: dict[TaskId, Task]) -> Card:
    """Give the card of the task a message is about, in the words of who reads it there."""
    reader = replace(call, locale=call.space.locale)
    if message.owner is not None and message.place.audience is Audience.DM:
        owner = await work.people.person(message.owner)
        reader = speaking_to(call, owner)
    task_id = _task_of(message.card)
    if task_id is None:
        return message.card
    task = everything.get(task_id)
    if task is None:
        return replace(message.card, text=reader.say("task.gone"), fields=(), rows=(), buttons=())
    return await card_within(work, reader, task.number)


def _task_of(card: Card) -> TaskId | None:
    """Give the task a card shows; `None` where a press put something else there."""
    kind, _, number = card.subject.partition(":")
    return TaskId(int(number)) if kind == "task" else None
