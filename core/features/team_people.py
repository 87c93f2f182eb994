"""Whom teams of a course may be made of and shown to: those enrolled, by who they are now."""

from core import readers
from core.call import Call
from core.features.team_proposals import names_of
from core.model.courses import EnrolmentState
from core.model.people import PersonId
from core.model.team_proposals import TeamProposal, renamed
from core.ports.storage import Work
from core.readers import Wording


async def members_of(work: Work, call: Call) -> frozenset[PersonId]:
    """Give who is enrolled in the call's course."""
    places = await work.courses.enrolments(call.course.id)
    return frozenset(one.person for one in places if one.state is EnrolmentState.ENROLLED)


async def absent_of(work: Work, call: Call) -> int:
    """Count those of the class list who have not come yet."""
    return sum(entry.person is None for entry in await work.courses.roster(call.course.id))


async def still_of(work: Work, call: Call, before: TeamProposal) -> tuple[PersonId, ...]:
    """Give those of a proposal who did not leave the course."""
    enrolled = await members_of(work, call)
    return tuple(person for person in before.people if person in enrolled)


async def as_now(work: Work, call: Call, found: TeamProposal) -> TeamProposal:
    """Give teams with people named as now: while they were searched two may have become one."""
    here = await names_of(work, call)
    names = {
        one: one if one in here else (await work.people.person(one)).id for one in found.people
    }
    return renamed(found, names)


async def reshow(work: Work, call: Call, subject: str, wording: Wording) -> None:
    """Let what stands of teams show them as they are now, to staff and who takes the course."""
    enrolled = await members_of(work, call)
    await readers.reshow(
        work, call, subject, wording, lambda reader: reader.staff or reader.id in enrolled
    )
