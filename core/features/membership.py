"""Who belongs to a project: the leader lets somebody in, a member goes."""

from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Tone
from core.commands import Command, Option
from core.features.divisions import Cause, Wanted, want_division
from core.features.members import join, leave
from core.features.projects import invite
from core.features.requests import held, tell
from core.model.people import Person
from core.model.projects import Project, Standing
from core.ports.storage import Work
from core.task_cards import within


@dataclass(frozen=True, slots=True)
class AddMember:
    """Let somebody into the project."""

    person: Annotated[Person, Option(main=True)]
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class LeaveProject:
    """Leave the project."""

    project: Project | None = None


async def add(call: Call, ask: AddMember) -> Card:
    """Make somebody a member; open tasks are proposed to be divided with them."""
    name = ask.person.name
    async with call.change() as work:
        call = await held(work, call)
        known = call.project.standing_of(ask.person.id) is not Standing.OUTSIDER
        if not known:
            call = replace(call, within=await join(work, call, call.project, ask.person))
            await invite(work, call, call.project, (ask.person,))
            await _divide(work, call, Cause.JOINED, ask.person)
    said = call.say("membership.known" if known else "membership.added", name=name)
    return _card(call, said)


async def go(call: Call, _ask: LeaveProject) -> Card:
    """End the caller's membership; who leads and is not alone hands over first.

    The last one may go: the project stays on record for staff.
    """
    async with call.change() as work:
        call = await held(work, call)
        standing = call.project.standing_of(call.caller.id)
        if standing is Standing.OUTSIDER:
            return _card(call, call.say("membership.no_member"))
        if standing is Standing.LEADER and len(call.project.members) > 1:
            return _hand_over_first(call)
        count = await leave(work, call, call.caller)
        call = await held(work, call)
        if count:
            await _divide(work, call, Cause.LEFT, call.caller)
        else:
            await _tell_leader(work, call)
    left = call.say("membership.left", topic=call.project.topic)
    rest = call.say("membership.left_tasks", count=count) if count else ""
    return Card(
        call.say("membership.left_title"), text="\n".join(part for part in (left, rest) if part)
    )


def _hand_over_first(call: Call) -> Card:
    button = Button(
        call.say("handover.offer"), "project handover", within(call), ("person",),
        Emphasis.PRIMARY,
    )  # fmt: skip
    return replace(
        _card(call, call.say("membership.hand_over_first")), tone=Tone.WARNING, buttons=(button,)
    )


async def _divide(work: Work, call: Call, cause: Cause, person: Person) -> None:
    leader = await leader_of(work, call)
    if leader is not None:
        key = f"{cause}:{call.space.id}:{call.id}"
        await want_division(work, call, Wanted(leader, cause, person, key))


async def leader_of(work: Work, call: Call) -> Person | None:
    """Give who leads the call's project, `None` for one without anybody."""
    leader = call.project.leader
    return None if leader is None else await work.people.person(leader)


async def _tell_leader(work: Work, call: Call) -> None:
    leader = await leader_of(work, call)
    if leader is None:
        return

    def card(reader: Call) -> Card:
        return _card(reader, reader.say("division.cause.left", name=call.caller.name))

    await tell(work, call, leader.id, f"left:{call.space.id}:{call.id}", card)


def _card(call: Call, said: str) -> Card:
    title = call.say("membership.title", topic=call.project.topic)
    return Card(title, text=said, subject=f"project:{call.project.id}")


COMMANDS = (
    Command("project add", AddMember, add, who=Standing.LEADER),
    Command("project leave", LeaveProject, go, who=Standing.MEMBER),
)
