"""Taking a change back, for ten minutes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from core.call import Call
from core.cards import Button, Card
from core.changes import settle
from core.commands import Command, Option
from core.dashboard import actor_name
from core.errors import Refused
from core.model.activity import Activity, ActivityDraft, ActivityId, TaskChange, Verb
from core.model.places import Audience
from core.model.projects import Project, Standing
from core.model.tasks import Task, has_children
from core.ports.storage import Work
from core.task_cards import task_card

WINDOW = timedelta(minutes=10)
"""How long a change can be taken back."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back one recorded change."""

    activity: Annotated[int, Option(hidden=True, most=999_999_999)]
    project: Annotated[Project | None, Option(hidden=True)] = None


def undo_button(call: Call, activity: ActivityId) -> Button:
    """Give the button that takes a change back."""
    answers = {"project": f"project:{call.project.id}", "activity": str(activity)}
    return Button(call.say("button.undo"), "undo", answers)


async def undo(call: Call, ask: Undo) -> Card:
    """Put everything the change touched back as it was, unless somebody went on from there."""
    async with call.change() as work:
        await work.projects.hold(call.project.id)
        activity = await _activity(work, call, ActivityId(ask.activity))
        changes = await _restore(work, call, activity)
        await _reopen(work, activity)
        await work.activity.mark_undone(activity.id)
        undone = await work.activity.add(_record(call, activity), call.now)
        await settle(work, call, changes, f"activity:{undone}")
    return await _card(call, activity, changes)


async def _activity(work: Work, call: Call, activity_id: ActivityId) -> Activity:
    """Give the change to undo.

    Raises:
        Refused: it is not there, not theirs, too old or undone already.
    """
    activity = await work.activity.get(activity_id)
    if activity is None or activity.draft.project != call.project.id:
        raise Refused("undo.unknown")
    if activity.draft.actor != call.caller.id and not call.standing.reaches(Standing.LEADER):
        raise Refused("undo.not_yours")
    if activity.undone:
        raise Refused("undo.done")
    if call.now - activity.at > WINDOW:
        raise Refused("undo.late", minutes=WINDOW // timedelta(minutes=1))
    return activity


async def _restore(work: Work, call: Call, activity: Activity) -> tuple[TaskChange, ...]:
    """Put tasks back, children before their parents; give what that changed."""
    everything = await work.tasks.all(call.project.id)
    made = {change.after.id for change in activity.draft.changes if change.before is None
            and change.after is not None}  # fmt: skip
    restored: list[TaskChange] = []
    for change in reversed(activity.draft.changes):
        present = await _present(work, call, activity, change, everything)
        if change.before is None:
            if any(task.parent == present.id and task.id not in made for task in everything):
                raise Refused("undo.children", number=present.number, title=present.title)
            await work.tasks.remove(present)
            restored.append(TaskChange(present, None))
        else:
            before = replace(change.before, version=present.version)
            restored.append(TaskChange(present, await work.tasks.change(before)))
    return tuple(restored)


async def _present(
    work: Work, call: Call, activity: Activity, change: TaskChange, everything: Sequence[Task]
) -> Task:
    """Give a task as it is now, if that is how the change left it.

    Raises:
        Refused: somebody changed it since; says who and what.
    """
    after = change.after
    if after is None:
        raise Refused("undo.unknown")
    present = await work.tasks.by_id(after.id)
    if present is not None and _same(present, after, everything):
        return present
    for later in await work.activity.recent(call.project.id, since=activity.at, limit=100):
        if later.id != activity.id and _touches(later, after):
            name = actor_name(call.say, call.project, later.draft.actor)
            raise Refused("undo.changed", name=name, summary=later.draft.summary)
    raise Refused("stale")


def _same(present: Task, after: Task, everything: Iterable[Task]) -> bool:
    """Compare all but the version, and the status where it only follows the children."""
    status = after.status if has_children(present, everything) else present.status
    return replace(present, version=after.version, status=status) == after


def _touches(activity: Activity, task: Task) -> bool:
    return any(
        state is not None and state.id == task.id
        for change in activity.draft.changes
        for state in (change.before, change.after)
    )


async def _reopen(work: Work, activity: Activity) -> None:
    """Put the proposal the change decided on back into its earlier state."""
    draft = activity.draft
    if draft.proposal is None or draft.was is None:
        return
    proposal = await work.proposals.get(draft.project, draft.proposal)
    if proposal is not None:
        await work.proposals.settle(proposal, draft.was)


def _record(call: Call, activity: Activity) -> ActivityDraft:
    summary = call.ports.phrases.say(
        call.space.locale, "undo.record", summary=activity.draft.summary
    )
    return ActivityDraft(
        space=call.space.id,
        project=call.project.id,
        actor=call.caller.id,
        verb=Verb.UNDONE,
        subject=activity.draft.subject,
        summary=summary,
    )


async def _card(call: Call, activity: Activity, changes: Sequence[TaskChange]) -> Card:
    """Show the one task that is back as it was, or say what was taken back."""
    said = call.say("undo.undone", summary=activity.draft.summary)
    for change in changes:
        if change.after is not None and activity.draft.subject == f"task:{change.after.id}":
            return await task_card(call, change.after.number, said)
    card = Card(call.say("undo.title"), text=said, subject=activity.draft.subject)
    if activity.draft.proposal is None:
        return card
    answers = {"project": f"project:{call.project.id}", "proposal": str(activity.draft.proposal)}
    return replace(card, buttons=(Button(call.say("button.show_plan"), "plan show", answers),))


COMMANDS = (
    Command(
        "undo", Undo, undo, who=Standing.MEMBER, answer=Audience.CHANNEL,
        in_place=True, hidden=True,
    ),
)  # fmt: skip
