"""How one task looks, and the buttons that move it."""

from collections.abc import Iterator, Sequence

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.dashboard import actor_name
from core.errors import Refused
from core.model.activity import Activity
from core.model.tasks import Status, Task, done_share, has_children
from core.options import label
from core.ports.storage import Work

_HISTORY = 5
"""How many of the latest changes a card shows."""
_RECENT = 100
"""Among how many of the project's latest changes they are looked for."""

_BUTTONS = {Status.PROGRESS: "start", Status.FEEDBACK: "feedback", Status.DONE: "done"}
"""The button that brings a task to each status."""

_NEXT = {
    Status.REQUESTED: Status.PROGRESS,
    Status.PROGRESS: Status.DONE,
    Status.FEEDBACK: Status.DONE,
}
"""Where a task usually goes from each status."""

_TONES = {Status.DONE: Tone.GOOD, Status.FEEDBACK: Tone.WARNING}


async def task_card(call: Call, number: int, said: str = "", *buttons: Button) -> Card:
    """Give the card of a task as it is now, `said` first, `buttons` after its own.

    Raises:
        Refused: there is no such task.
    """
    async with call.read() as work:
        return await card_within(work, call, number, said, *buttons)


async def card_within(
    work: Work, call: Call, number: int, said: str = "", *buttons: Button
) -> Card:
    """Give the card of a task as a unit of work sees it.

    Raises:
        Refused: there is no such task.
    """
    everything = await work.tasks.all(call.project.id)
    recent = await work.activity.recent(call.project.id, limit=_RECENT)
    task = next((task for task in everything if task.number == number), None)
    if task is None:
        raise Refused("task.unknown", number=number)
    parent = has_children(task, everything)
    history = [activity for activity in recent if _is_about(activity, task)][:_HISTORY]
    return Card(
        call.say("task.title", number=task.number, title=task.title),
        text="\n".join(part for part in (said, task.description) if part),
        tone=_TONES.get(task.status, Tone.PLAIN),
        fields=tuple(_fields(call, task, everything)),
        rows=tuple(_row(call, activity) for activity in history),
        buttons=(*(() if parent else status_buttons(call, task)), *buttons),
        footer=call.project.topic,
        subject=f"task:{task.id}",
    )


def status_buttons(call: Call, task: Task) -> tuple[Button, ...]:
    """Give the buttons to every other status; the usual next one stands out."""
    return tuple(
        Button(
            call.say(f"button.{word}"), "task status",
            within(call) | {"task": f"#{task.number}", "status": status.value},
            emphasis=Emphasis.PRIMARY if _NEXT.get(task.status) is status else Emphasis.NORMAL,
        )
        for status, word in _BUTTONS.items()
        if status is not task.status
    )  # fmt: skip


def status_word(call: Call, status: Status) -> str:
    """Say a status."""
    return label(call.ports.phrases, call.locale, status)


def within(call: Call) -> dict[str, str]:
    """Give the answer by which a button stays in the project of the call."""
    return {"project": f"project:{call.project.id}"}


def _fields(call: Call, task: Task, everything: Sequence[Task]) -> Iterator[Field]:
    nobody = call.say("task.nobody")
    values = {
        "status": status_word(call, task.status),
        "assignee": call.project.name_of(task.assignee) or nobody,
        "days": _days(call, task),
        "priority": label(call.ports.phrases, call.locale, task.priority),
        "skills": ", ".join(task.skills),
        "done_when": task.done_when,
        "first_step": task.first_step,
        "reason": task.reason,
        "parent": _parent(task, everything),
        "children": _children(call, task, everything),
    }
    for name, value in values.items():
        if value:
            yield Field(call.say(f"task.field.{name}"), value)


def _days(call: Call, task: Task) -> str:
    if task.start and task.due:
        return call.say("task.span", start=task.start, due=task.due)
    if task.due:
        return call.say("task.until", due=task.due)
    return call.say("task.since", start=task.start) if task.start else ""


def _parent(task: Task, everything: Sequence[Task]) -> str:
    found = (f"#{other.number} {other.title}" for other in everything if other.id == task.parent)
    return next(found, "")


def _children(call: Call, task: Task, everything: Sequence[Task]) -> str:
    children = [other for other in everything if other.parent == task.id]
    if not children:
        return ""
    done, total = done_share(children)
    lines = [
        f"- #{child.number} {child.title} ({status_word(call, child.status)})" for child in children
    ]
    return "\n".join([call.say("task.children", done=done, total=total), *lines])


def _is_about(activity: Activity, task: Task) -> bool:
    return activity.draft.subject == f"task:{task.id}" or any(
        change.after is not None and change.after.id == task.id for change in activity.draft.changes
    )


def _row(call: Call, activity: Activity) -> tuple[str, ...]:
    at = activity.at.astimezone(call.zone)
    name = actor_name(call.say, call.project, activity.draft.actor)
    summary = activity.draft.summary
    return (
        f"{at:%m.%d %H:%M}",
        name,
        call.say("task.undone", summary=summary) if activity.undone else summary,
    )
