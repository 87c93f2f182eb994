"""What all requests share: found for who is asked, brought to them, shown wherever they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis
from core.commands import Option
from core.errors import Refused
from core.features.team_proposals import names_of
from core.model.messages import Draft
from core.model.people import PersonId
from core.model.projects import Project, Standing
from core.model.requests import Request, RequestId, RequestKind, RequestState, about, naming
from core.outgoing import dm_place, post
from core.ports.storage import Work
from core.readers import reshow, speaking_to

HIGHEST = 999_999_999
"""The highest number that is looked up."""

Names = Mapping[PersonId, str]
Wording = Callable[[Call, Names, Request], Card]
"""Gives the card of a request as a call to its reader would."""


@dataclass(frozen=True, slots=True)
class Decide:
    """Answer a request."""

    request: Annotated[int, Option(most=HIGHEST, hidden=True)]
    project: Annotated[Project | None, Option(hidden=True)] = None


async def held(work: Work, call: Call) -> Call:
    """Keep others from changing the call's project, and give the call within it as it is now.

    Raises:
        Refused: it is no longer there.
    """
    await work.projects.hold(call.project.id)
    project = await work.projects.get(call.space.id, call.project.id)
    if project is None:
        raise Refused("project.unknown")
    return replace(call, within=project)


async def find(work: Work, call: Call, number: int, kind: RequestKind) -> Request:
    """Give a request of the call's project; it is for who asked, who is asked, and who leads.

    Raises:
        Refused: there is none of this kind and number for the caller.
    """
    request = await work.requests.get(call.project.id, RequestId(number))
    if request is None or request.kind is not kind:
        raise Refused("request.unknown")
    theirs = call.caller.id in (request.person, request.author)
    if not (theirs or call.standing.reaches(Standing.LEADER)):
        raise Refused("request.unknown")
    return request


async def waiting(work: Work, call: Call, *kinds: RequestKind) -> tuple[Request, ...]:
    """Give the open requests of the call's project, of these kinds."""
    everything = await work.requests.all(call.project.id)
    return tuple(
        each for each in everything if each.state is RequestState.OPEN and each.kind in kinds
    )


async def ask(work: Work, call: Call, wanted: Request, wording: Wording) -> Card:
    """Keep a new request of the call, bring it to whom it is asked of, and give it as it is."""
    request = await work.requests.add(wanted, f"{wanted.kind}:{call.space.id}:{call.id}")
    await bring(work, call, request, wording)
    return await card_of(work, call, request, wording)


async def answer(
    work: Work, call: Call, answered: Request, wording: Wording, *told: PersonId
) -> Card:
    """Keep what became of a request, show it so where it stands, and tell people of it."""
    card = await keep(work, call, answered, wording)
    names = await names_of(work, call)
    for person in dict.fromkeys(told):
        key = f"{about(answered.id)}:answer:{person}"
        await tell(work, call, person, key, lambda reader: wording(reader, names, answered))
    return card


async def settle(
    work: Work, call: Call, request: Request, state: RequestState, wording: Wording
) -> Card:
    """Keep what became of a request, show it so where it stands, and give it to the caller."""
    return await keep(work, call, replace(request, state=state), wording)


async def keep(work: Work, call: Call, wanted: Request, wording: Wording) -> Card:
    """Keep a changed request, show it so where it stands, and give it to the caller.

    Raises:
        Stale: somebody changed it first.
    """
    kept = await work.requests.change(wanted)
    names = await names_of(work, call)
    await reshow(work, call, about(kept.id), lambda reader: wording(reader, names, kept))
    return wording(call, names, kept)


async def card_of(work: Work, call: Call, request: Request, wording: Wording) -> Card:
    """Give a request to the caller as it is."""
    return wording(call, await names_of(work, call), request)


async def bring(work: Work, call: Call, request: Request, wording: Wording) -> None:
    """Bring a request in private to whom it is asked of."""
    if request.person is not None:
        names = await names_of(work, call)
        key = f"{about(request.id)}:{request.person}"
        await tell(work, call, request.person, key, lambda reader: wording(reader, names, request))


async def tell(
    work: Work, call: Call, person: PersonId, key: str, wording: Callable[[Call], Card]
) -> None:
    """Write to somebody in private, in their language; the same key twice is one message."""
    reader = await work.people.person(person)
    card = wording(speaking_to(call, reader))
    place = await dm_place(work, reader)
    draft = Draft(key, call.space.id, place, card, card.subject, reader.id)
    await post(work, draft, call.now)


def yes_and_no(call: Call, request: Request, noun: str) -> tuple[Button, ...]:
    """Give the buttons that accept and decline a request, to nobody but whom it is asked of."""
    waits = request.state in (RequestState.OPEN, RequestState.AGREED)
    if not waits or request.person != call.caller.id:
        return ()
    answers = naming(request)
    yes = call.say(f"{noun}.yes")
    return (
        Button(yes, f"{noun} accept", answers, emphasis=Emphasis.PRIMARY),
        Button(call.say(f"{noun}.no"), f"{noun} decline", answers),
    )
