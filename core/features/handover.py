"""Handing over the lead of a project: the leader offers it to a member, who takes it or not."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from core.call import Call
from core.cards import Card, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.features.requests import (
    Decide,
    Names,
    answer,
    card_of,
    find,
    held,
    settle,
    waiting,
    yes_and_no,
)
from core.features.requests import ask as ask_for
from core.model.activity import ActivityDraft, Verb
from core.model.people import Person
from core.model.projects import Project, Standing
from core.model.requests import Request, RequestId, RequestKind, RequestState, about
from core.ports.storage import Work


@dataclass(frozen=True, slots=True)
class HandOver:
    """Offer a member to lead."""

    person: Annotated[Person, Option(main=True)]
    project: Project | None = None


async def offer(call: Call, ask: HandOver) -> Card:
    """Ask a member to lead; whoever was asked before is no longer asked."""
    async with call.change() as work:
        call = await held(work, call)
        standing = call.project.standing_of(ask.person.id)
        if standing is Standing.OUTSIDER:
            raise Refused("person.no_member", option="person", name=ask.person.name)
        if standing is Standing.LEADER:
            said = call.say("handover.leads", name=ask.person.name)
            return Card(call.say("handover.title", topic=call.project.topic), text=said)
        for other in await waiting(work, call, RequestKind.HANDOVER):
            if other.person == ask.person.id:
                return await card_of(work, call, other, handover_card)
            await settle(work, call, other, RequestState.OVER, handover_card)
        wanted = Request(
            RequestId(0), call.project.id, RequestKind.HANDOVER, call.caller.id, ask.person.id,
            call.now,
        )  # fmt: skip
        return await ask_for(work, call, wanted, handover_card)


async def accept(call: Call, ask: Decide) -> Card:
    """Lead from now on; an offer that was answered, or is another's, is shown as it is.

    One of somebody who no longer leads is over.
    """
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.HANDOVER)
        if request.state is not RequestState.OPEN or request.person != call.caller.id:
            return await card_of(work, call, request, handover_card)
        leader, author = call.project.leader, await work.people.person(request.author)
        if author.id != leader and not author.staff:
            return await settle(work, call, request, RequestState.OVER, handover_card)
        await work.projects.lead(call.project.id, call.caller.id)
        await _record(work, call)
        accepted = replace(request, state=RequestState.ACCEPTED)
        return await answer(
            work, call, accepted, handover_card, author.id, leader or author.id
        )  # fmt: skip


async def decline(call: Call, ask: Decide) -> Card:
    """Say kindly no; nothing changes."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.HANDOVER)
        if request.state is not RequestState.OPEN or request.person != call.caller.id:
            return await card_of(work, call, request, handover_card)
        declined = replace(request, state=RequestState.DECLINED)
        return await answer(work, call, declined, handover_card, request.author)


def handover_card(call: Call, names: Names, request: Request) -> Card:
    """Give the card of an offer to lead, as its reader sees it."""
    person = names.get(request.person, "") if request.person else ""
    mine = request.person == call.caller.id and request.state is RequestState.OPEN
    key = "asked" if mine else str(request.state)
    said = call.say(
        f"handover.{key}", name=person, leader=names.get(request.author, ""),
        topic=call.project.topic,
    )  # fmt: skip
    return Card(
        call.say("handover.title", topic=call.project.topic),
        text=said,
        tone=Tone.GOOD if request.state is RequestState.ACCEPTED else Tone.PLAIN,
        buttons=yes_and_no(call, request, "handover"),
        subject=about(request.id),
    )


async def _record(work: Work, call: Call) -> None:
    words = partial(call.ports.phrases.say, call.space.locale)
    draft = ActivityDraft(
        call.space.id, call.project.id, call.caller.id, Verb.EDITED,
        f"project:{call.project.id}", words("handover.record", name=call.caller.name),
    )  # fmt: skip
    await work.activity.add(draft, call.now)


COMMANDS = (
    Command("project handover", HandOver, offer, who=Standing.LEADER),
    Command("handover accept", Decide, accept, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("handover decline", Decide, decline, who=Standing.MEMBER, in_place=True, hidden=True),
)
