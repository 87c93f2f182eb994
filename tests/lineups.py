"""Proposed teams in which every command about teams has something to do for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from core.cards import Card
from core.features import teams
from core.model.courses import Course
from core.model.formation import Member, TeamProblem
from core.model.jobs import JobDraft, JobId
from core.model.messages import Draft
from core.model.people import Person, PersonId
from core.model.team_proposals import (
    Appeal,
    AppealId,
    AppealState,
    TeamProposal,
    TeamProposalId,
    TeamProposalState,
)
from core.outgoing import dm_place, post
from core.planning.teams.check import judged
from core.ports.collections import ProjectDraft
from core.ports.storage import Work
from tests.features.board_room import enrol
from tests.features.harness import END, START, Room

ABOUT_TEAMS = frozenset(command.name for command in teams.COMMANDS)
_ASKED = ("teams join", "teams leave")
_ADOPTS = "teams adopt"
_OTHERS = ("엄지", "검지")
"""Two people whose swap others decide on."""
_FREE = ("약지", "소지")
"""Two people who are in no team yet."""


@dataclass(frozen=True, slots=True)
class Lineup:
    """What somebody of a course can do about teams.

    `open` are teams they decide on, `free` such of people who have none yet, `asked` a gathering
    they were asked to; `appeals` are those they can answer, with the proposal of each, by command.
    `mate` is in another team than they.
    """

    person: PersonId
    mate: PersonId
    open: TeamProposalId
    free: TeamProposalId
    asked: TeamProposalId
    appeals: Mapping[str, tuple[TeamProposalId, AppealId]]
    job: JobId

    def answers(self, command: str) -> Mapping[str, str]:
        """Give the answers by which a command finds something to do."""
        special = dict.fromkeys(_ASKED, self.asked) | {_ADOPTS: self.free}
        usual = special.get(command, self.open)
        proposal, appeal = self.appeals.get(command, (usual, 0))
        return {
            "people": f"person:{self.person}, person:{self.mate}",
            "one": f"person:{self.person}",
            "other": f"person:{self.mate}",
            "together": "",
            "apart": "",
            "version": "1",
            "job": self.job,
            "teams": str(proposal),
            "appeal": str(appeal),
        }


async def lineups(
    room: Room, course: Course, names: Sequence[str], title: str
) -> Mapping[str, Lineup]:
    """Give everybody teams of their own to decide on, and one team that all of them are in."""
    people = [await room.person(name) for name in names]
    others = [await room.person(name) for name in (*_OTHERS, *_FREE)]
    await enrol(room, *_OTHERS, *_FREE, code=course.code, title=course.name)
    following = dict(zip(people, (*people[1:], people[0]), strict=True))
    async with room.store.work() as work:
        scene = _Scene(room, work, course, title)
        made = {
            person.name: await scene.lineup(person, mate, others)
            for person, mate in following.items()
        }
        everybody = scene.formed(people[0], people, TeamProposalState.ADOPTED)
        later = replace(everybody, created=everybody.created + timedelta(minutes=1))
        await work.team_proposals.add(later, f"everybody {course.id}")
        await work.commit()
    return made


@dataclass(frozen=True, slots=True)
class _Scene:
    """A unit of work in which the teams of a course are made."""

    room: Room
    work: Work
    course: Course
    title: str

    async def lineup(self, person: Person, mate: Person, others: Sequence[Person]) -> Lineup:
        """Give what somebody can do."""
        adopted = TeamProposalState.ADOPTED
        offered = self.formed(person, (person, mate), TeamProposalState.OPEN)
        theirs = self.formed(person, (person, mate), adopted)
        decided = self.formed(person, others[:2], adopted)
        free = self.formed(person, others[2:], TeamProposalState.OPEN)
        wanted = {"open": offered, "free": free, "theirs": theirs, "decided": decided}
        kept = {
            name: await self.work.team_proposals.add(proposal, f"{name} {person.id}")
            for name, proposal in wanted.items()
        }
        await self._open_projects(kept["decided"])
        cases = (
            ("teams agree", kept["theirs"], (mate, person), AppealState.OPEN),
            ("teams refuse", kept["theirs"], (mate, person), AppealState.OPEN),
            ("teams withdraw", kept["theirs"], (person, mate), AppealState.OPEN),
            ("teams grant", kept["decided"], others[:2], AppealState.AGREED),
            ("teams deny", kept["decided"], others[:2], AppealState.AGREED),
        )
        appeals = {
            command: (proposal.id, await self._appeal(proposal, both, state))
            for command, proposal, both, state in cases
        }
        asked = await self._asked(mate, person)
        job = await self._search(person)
        return Lineup(
            person.id, mate.id, kept["open"].id, kept["free"].id, asked, appeals, job
        )  # fmt: skip

    def formed(
        self, author: Person, people: Sequence[Person], state: TeamProposalState
    ) -> TeamProposal:
        """Give a proposal in which everybody is a team."""
        ids = tuple(person.id for person in people)
        problem = TeamProblem(tuple(map(Member, ids)), least=1, most=1)
        blank = self._blank(author)
        return replace(
            blank,
            people=ids,
            problem=problem,
            formation=judged(problem, [[person] for person in ids]),
            appeals_until=blank.created + timedelta(days=3),
            state=state,
        )

    def _blank(self, author: Person) -> TeamProposal:
        now = self.room.clock.now()
        return TeamProposal(
            TeamProposalId(0), self.course.space, self.course.id, author.id, self.title, now
        )

    async def _open_projects(self, proposal: TeamProposal) -> None:
        drafts = [
            ProjectDraft(proposal.space, self.title, "", "", (), START, END, (person,))
            for person in proposal.people
        ]
        for team, draft in enumerate(drafts):
            opened = await self.work.projects.open(draft, proposal.created)
            await self.work.team_proposals.became(proposal.id, team, opened.id)

    async def _appeal(
        self, proposal: TeamProposal, both: Sequence[Person], state: AppealState
    ) -> AppealId:
        one, other = (person.id for person in both)
        wanted = Appeal(
            AppealId(0), proposal.id, one, other, self.title, proposal.created, state
        )  # fmt: skip
        return (await self.work.team_proposals.appeal(wanted)).id

    async def _asked(self, author: Person, guest: Person) -> TeamProposalId:
        wanted = replace(self._blank(author), people=(author.id,))
        kept = await self.work.team_proposals.add(wanted, f"asked {guest.id}")
        subject = f"team_proposal:{kept.id}"
        place = await dm_place(self.work, guest)
        draft = Draft(subject, guest.space, place, Card(self.title, subject=subject), subject)
        await post(self.work, draft, kept.created)
        return kept.id

    async def _search(self, person: Person) -> JobId:
        """Give work of somebody that was done long ago."""
        job, now = JobId(f"search of {person.id}"), self.room.clock.now()
        place = await dm_place(self.work, person)
        message = await post(self.work, Draft(job, person.space, place, Card(self.title)), now)
        draft = JobDraft(job, person.space, "team form", {}, person.id, place, message)
        await self.work.jobs.add(draft, now)
        await self.work.jobs.finish(job)
        return job
