"""Groups of a course that want teams of their own accord: only who agrees takes part.

Any member of a course names people of it; each is asked in private and may change their mind
until the teams are formed. Who gathered them forms the teams and decides on them; nobody else
sees who was asked.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.features.team_cards import ASKED_AGAIN
from core.features.team_people import members_of, reshow
from core.features.team_proposals import HIGHEST, about, get, naming
from core.model.courses import Course
from core.model.messages import Draft
from core.model.people import Person, PersonId
from core.model.projects import Standing
from core.model.team_proposals import TeamProposal, TeamProposalId, TeamProposalState
from core.outgoing import dm_place, post
from core.ports.storage import Work
from core.readers import speaking_to

_MOST = 60
"""People who are asked at once."""


@dataclass(frozen=True, slots=True)
class Gather:
    """Ask people of a course whether they want to be split into teams with the caller."""

    people: tuple[Person, ...]
    title: Annotated[str, Option(longest=60)]
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Say whether one takes part."""

    teams: Annotated[int, Option(hidden=True, most=HIGHEST)]
    course: Annotated[Course | None, Option(hidden=True)] = None


@dataclass(frozen=True, slots=True)
class _Group:
    """A gathering with the names of its author and of those who take part."""

    proposal: TeamProposal
    author: str
    names: tuple[str, ...]


async def gather(call: Call, ask: Gather) -> Card:
    """Ask everybody named, and show the caller who agrees."""
    async with call.change() as work:
        await _check(work, call, ask.people)
        wanted = TeamProposal(
            id=TeamProposalId(0), space=call.space.id, course=call.course.id,
            author=call.caller.id, title=ask.title, created=call.now, people=(call.caller.id,),
        )  # fmt: skip
        proposal = await work.team_proposals.add(wanted, f"gather:{call.id}")
        group = await _group(work, proposal)
        for person in dict.fromkeys((call.caller, *ask.people)):
            await _bring(work, call, group, person)
    return Card(
        call.say("teams.gather_title", title=ask.title),
        text=call.say("teams.gather_sent", count=len(set(ask.people) - {call.caller})),
        tone=Tone.GOOD,
    )


async def join(call: Call, ask: Answer) -> Card:
    """Take part."""
    return await _answered(call, ask, takes_part=True)


async def leave(call: Call, ask: Answer) -> Card:
    """Take no part, or no longer."""
    return await _answered(call, ask, takes_part=False)


async def _answered(call: Call, ask: Answer, *, takes_part: bool) -> Card:
    async with call.change() as work:
        await work.courses.hold(call.course.id)
        proposal = await _asked(work, call, ask.teams)
        rest = tuple(person for person in proposal.people if person != call.caller.id)
        people = (*rest, call.caller.id) if takes_part else rest
        if set(people) != set(proposal.people):
            proposal = await work.team_proposals.change(replace(proposal, people=people))
        group = await _group(work, proposal)
        await reshow(work, call, about(proposal), lambda reader: _card(reader, group))
    return _card(call, group)


async def _check(work: Work, call: Call, people: tuple[Person, ...]) -> None:
    """Let only people of the course be asked, and not too many.

    Raises:
        Refused: somebody is not of it, or there are too many or none.
    """
    enrolled = await members_of(work, call)
    stranger = next((person for person in people if person.id not in enrolled), None)
    if stranger is not None:
        raise Refused("teams.not_enrolled", option="people", name=stranger.name)
    if call.caller.id not in enrolled:
        raise Refused("teams.not_enrolled", option="people", name=call.caller.name)
    if not {person.id for person in people} - {call.caller.id} or len(people) > _MOST:
        raise Refused("teams.gather_count", option="people", most=_MOST)


async def _asked(work: Work, call: Call, number: int) -> TeamProposal:
    """Give the gathering the caller was asked to.

    Raises:
        Refused: nobody asked them, or its teams are formed already.
    """
    proposal = await get(work, call, number)
    messages = await work.messages.about(about(proposal))
    if all(message.owner != call.caller.id for message in messages):
        raise Refused("teams.unknown", number=number)
    if proposal.author == call.caller.id:
        raise Refused("teams.gather_own")
    if proposal.state is not TeamProposalState.GATHERING:
        raise Refused("teams.gathered")
    return proposal


async def _group(work: Work, proposal: TeamProposal) -> _Group:
    names = [(await work.people.person(person)).name for person in proposal.people]
    author = await work.people.person(proposal.author)
    return _Group(proposal, author.name, tuple(names))


async def _bring(work: Work, call: Call, group: _Group, person: Person) -> None:
    card = _card(speaking_to(call, person), group)
    place = await dm_place(work, person)
    key = f"gather:{group.proposal.id}:{person.id}"
    await post(work, Draft(key, call.space.id, place, card, card.subject), call.now)


def _card(call: Call, group: _Group) -> Card:
    """Give a gathering as the caller sees it."""
    proposal = group.proposal
    own = proposal.author == call.caller.id
    text = "teams.gather_own_text" if own else "teams.gather_text"
    return Card(
        call.say("teams.gather_title", title=proposal.title),
        text=call.say(text, name=group.author),
        fields=(Field(call.say("teams.field.taking_part"), ", ".join(group.names)),),
        buttons=_own_buttons(call, proposal) if own else _buttons(call, proposal),
        subject=about(proposal),
    )


def _own_buttons(call: Call, proposal: TeamProposal) -> tuple[Button, ...]:
    this = naming(call, proposal)
    form = Button(call.say("teams.form_now"), "teams split", this, ASKED_AGAIN, Emphasis.PRIMARY)
    return form, Button(call.say("button.drop"), "teams drop", this, emphasis=Emphasis.DANGER)


def _buttons(call: Call, proposal: TeamProposal) -> tuple[Button, ...]:
    this = naming(call, proposal)
    if _takes_part(proposal, call.caller.id):
        return (Button(call.say("teams.leave"), "teams leave", this),)
    yes = Button(call.say("teams.join"), "teams join", this, emphasis=Emphasis.PRIMARY)
    return yes, Button(call.say("teams.not_join"), "teams leave", this)


def _takes_part(proposal: TeamProposal, person: PersonId) -> bool:
    return person in proposal.people


COMMANDS = (
    Command("team gather", Gather, gather, who=Standing.MEMBER),
    Command("teams join", Answer, join, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("teams leave", Answer, leave, who=Standing.MEMBER, in_place=True, hidden=True),
)
