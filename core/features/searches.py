"""A member who vanished: asked whether they are there; without an answer, their tasks are divided.

They stay a member. A sign of somebody is any change they made in their space.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.features.divisions import Cause, Wanted, want_division
from core.features.membership import leader_of
from core.features.requests import (
    Decide,
    Names,
    card_of,
    find,
    held,
    naming,
    settle,
)
from core.features.requests import answer as tell_answer
from core.features.requests import ask as ask_for
from core.model.people import Person, PersonId, locale_of, quiet_of, zone_of
from core.model.projects import Project, Standing
from core.model.requests import Request, RequestId, RequestKind, RequestState, about
from core.outgoing import dm_place
from core.planning.division import open_tasks
from core.ports import Ports
from core.ports.storage import Work

_TIME = timedelta(days=2)
"""How long somebody has to say that they are there."""


@dataclass(frozen=True, slots=True)
class FindMissing:
    """Ask somebody who gave no sign for so many days whether they are there."""

    person: Annotated[Person, Option(main=True)]
    days: Annotated[int, Option(least=3, most=60)] = 7
    project: Project | None = None


async def search(call: Call, ask: FindMissing) -> Card:
    """Ask a member in private whether they are there, once until they answer or time is over."""
    async with call.change() as work:
        call = await held(work, call)
        if call.project.standing_of(ask.person.id) is Standing.OUTSIDER:
            raise Refused("person.no_member", option="person", name=ask.person.name)
        searches = [each for each in await _searches(work, call) if each.person == ask.person.id]
        waiting = next((each for each in searches if each.state is RequestState.OPEN), None)
        if waiting is not None:
            return await card_of(work, call, waiting, search_card)
        sign = await _sign(work, call, ask.person.id, searches)
        if call.now - sign < timedelta(days=ask.days):
            return _seen(call, ask, sign)
        wanted = Request(
            RequestId(0), call.project.id, RequestKind.SEARCH, call.caller.id, ask.person.id,
            call.now, until=call.now + _TIME,
        )  # fmt: skip
        return await ask_for(work, call, wanted, search_card)


async def answer(call: Call, ask: Decide) -> Card:
    """Say that one is there: everybody keeps their tasks."""
    async with call.change() as work:
        call = await held(work, call)
        request = await find(work, call, ask.request, RequestKind.SEARCH)
        if request.state is not RequestState.OPEN or request.person != call.caller.id:
            return await card_of(work, call, request, search_card)
        return await _ended(work, call, request, RequestState.ACCEPTED)


async def end_over(ports: Ports) -> None:
    """Have the tasks divided of those whose time to answer is over, outside quiet hours.

    Any number of processes may do so at the same time: each search ends once.
    """
    async with ports.store.work(write=False) as work:
        over = await work.requests.over(ports.clock.now())
    for request in over:
        async with ports.store.work() as work:
            await _end_over(work, ports, request)
            await work.commit()


def search_card(call: Call, names: Names, request: Request) -> Card:
    """Give the card of a search, as its reader sees it."""
    mine = request.person == call.caller.id
    is_open = request.state is RequestState.OPEN
    until = (request.until or request.created).astimezone(call.zone)
    said = call.say(
        f"search.{'mine' if mine else 'theirs'}.{request.state}",
        name=names.get(request.person, "") if request.person else "",
        author=names.get(request.author, ""), topic=call.project.topic,
        day=until.date(), time=f"{until:%H:%M}",
    )  # fmt: skip
    here = Button(
        call.say("search.here"), "search answer", naming(request), emphasis=Emphasis.PRIMARY
    )
    return Card(
        call.say("search.title", topic=call.project.topic),
        text=said,
        tone=Tone.GOOD if request.state is RequestState.ACCEPTED else Tone.PLAIN,
        buttons=(here,) if mine and is_open else (),
        subject=about(request.id),
    )


def _seen(call: Call, ask: FindMissing, sign: datetime) -> Card:
    day = sign.astimezone(call.zone).date()
    said = call.say("search.seen", name=ask.person.name, day=day, days=ask.days)
    return Card(call.say("search.title", topic=call.project.topic), text=said)


async def _searches(work: Work, call: Call) -> list[Request]:
    everything = await work.requests.all(call.project.id)
    return [each for each in everything if each.kind is RequestKind.SEARCH]


async def _sign(work: Work, call: Call, person: PersonId, searches: list[Request]) -> datetime:
    """Give when somebody last gave a sign; nobody is missed before the project began."""
    answered = [each.created for each in searches if each.state is RequestState.ACCEPTED]
    changed = await work.activity.latest(person)
    return max((call.project.created, *answered, *([changed] if changed else [])))


async def _ended(work: Work, call: Call, request: Request, state: RequestState) -> Card:
    """Settle a search, and tell who began it."""
    settled = replace(request, state=state)
    return await tell_answer(work, call, settled, search_card, request.author)


async def _end_over(work: Work, ports: Ports, seen: Request) -> None:
    await work.projects.hold(seen.project)
    request = await work.requests.get(seen.project, seen.id)
    if request is None or request.state is not RequestState.OPEN or request.person is None:
        return
    call = await _call(work, ports, request)
    reader = call and await _reader(work, call)
    if call is None or reader is None or _is_quiet(call, reader):
        return
    changed = await work.activity.latest(request.person)
    tasks = open_tasks(await work.tasks.all(request.project))
    member = call.project.standing_of(request.person) is not Standing.OUTSIDER
    if changed is not None and changed > request.created:
        await _ended(work, call, request, RequestState.ACCEPTED)
    elif not member or all(task.assignee != request.person for task in tasks):
        await _ended(work, call, request, RequestState.OVER)
    else:
        await settle(work, call, request, RequestState.OVER, search_card)
        missing = await work.people.person(request.person)
        wanted = Wanted(reader, Cause.MISSING, missing, f"missing:{request.id}")
        await want_division(work, call, wanted)


async def _call(work: Work, ports: Ports, request: Request) -> Call | None:
    """Give the call in which a search ends: its author's; `None` where the project is no more."""
    author = await work.people.person(request.author)
    space = await work.people.space(author.space)
    project = await work.projects.get(space.id, request.project)
    if project is None:
        return None
    standing = Standing.STAFF if author.staff else project.standing_of(author.id)
    place, locale = await dm_place(work, author), locale_of(author, space)
    return Call(
        ports, space, author, standing, place, locale, about(request.id), within=project
    )  # fmt: skip


async def _reader(work: Work, call: Call) -> Person | None:
    """Give who decides: who began the search, or who leads by now."""
    return call.caller if call.standing.reaches(Standing.LEADER) else await leader_of(work, call)


def _is_quiet(call: Call, person: Person) -> bool:
    local = call.now.astimezone(zone_of(person, call.space))
    return quiet_of(person, call.space).hold(local.time())


COMMANDS = (
    Command("project missing", FindMissing, search, who=Standing.LEADER),
    Command("search answer", Decide, answer, who=Standing.MEMBER, in_place=True, hidden=True),
)
