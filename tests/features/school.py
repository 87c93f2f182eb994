"""A course with students in it, ready to be split into teams."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from core.cards import Card
from core.commands import registry
from core.features import COMMANDS
from core.jobs import Runner
from core.model.courses import Course, Enrolment, EnrolmentState
from core.model.free_time import free_time
from core.model.jobs import JobId
from core.model.people import Profile, Role, Skill
from core.model.projects import Project
from core.model.team_proposals import Appeal, TeamProposal
from tests.fakes.platform import FakeLive
from tests.features.harness import Room

STAFF = "조교"
NAMES = (
    "지민", "서준", "하은", "도윤", "수아", "예준", "지우", "민서", "하준", "윤서", "은우", "채원",
    "시우", "다은", "유준", "소율", "건우", "지아", "현우", "나은", "우진", "서연", "선우", "유나",
    "민재", "아린", "정우", "가은", "승우", "보람",
)  # fmt: skip
_ROLES = (Role.BACKEND, Role.FRONTEND, Role.DESIGN, Role.LEAD)
_SKILLS = {
    Role.BACKEND: "Python",
    Role.FRONTEND: "React",
    Role.DESIGN: "Figma",
    Role.LEAD: "발표",
}
TUESDAY_EVENING = frozenset(range(48 + 36, 48 + 40))
THURSDAY_EVENING = frozenset(range(3 * 48 + 36, 3 * 48 + 40))


@dataclass
class School:
    """A room with a course; `students` have profiles and hours, staff has neither."""

    room: Room = field(default_factory=Room)
    students: tuple[str, ...] = NAMES[:12]
    code: str = "CS101"
    course: Course = field(init=False)

    async def open(self) -> "School":
        """Let everybody come and be enrolled."""
        space = (await self.room.person(STAFF)).space
        people = [await self.room.person(name) for name in self.students]
        now = self.room.clock.now()
        async with self.room.store.work() as work:
            self.course, _ = await work.courses.add(space, self.code, "캡스톤", now)
            enrolled = EnrolmentState.ENROLLED
            places = [Enrolment(self.course.id, each.id, enrolled, "", now) for each in people]
            await work.courses.enrol(places)
            for number, person in enumerate(people):
                role = _ROLES[number % len(_ROLES)]
                free = TUESDAY_EVENING | THURSDAY_EVENING if number % 3 else TUESDAY_EVENING
                skills = (Skill(_SKILLS[role], 3 + number % 3),)
                profile = Profile(person.id, skills, (role,), free=free_time(free, "Asia/Seoul"))
                await work.people.save_profile(profile)
            await work.commit()
        return self

    async def form(self, **wishes: str) -> Card:
        """Give the proposal that staff gets."""
        given = {"course": self.code, "least": "4", "most": "4"} | wishes
        return await self.room.say(STAFF, "team form", **given)

    async def adopted(self, **wishes: str) -> TeamProposal:
        """Give teams that staff formed and adopted."""
        await self.room.press(STAFF, "적용", await self.form(**wishes))
        return await self.proposal()

    async def begin_to_adopt(self, who: str = STAFF) -> None:
        """Let somebody adopt the newest teams, and be cut off after the first of them."""
        await self.room.hear(who, "teams adopt", teams=str((await self.proposal()).id))
        for turns in range(12):
            if await self.cut_off(turns):
                break
        assert len(await self.projects()) == 1

    async def cut_off(self, turns: int) -> int:
        """Run the adoption for so many turns of the loop; give how many projects it made."""
        runner = Runner(self.room.ports, registry(COMMANDS), FakeLive())
        working = asyncio.ensure_future(runner.execute(await self._adoption()))
        for _ in range(turns):
            await asyncio.sleep(0)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        return len(await self.projects())

    async def give_up(self) -> None:
        """Let the adoption of the newest teams end where it is."""
        async with self.room.store.work() as work:
            await work.jobs.finish(await self._adoption(), failed=True)
            await work.commit()

    async def proposals(self) -> tuple[TeamProposal, ...]:
        """Give all proposals of the course, the newest first."""
        async with self.room.store.work(write=False) as work:
            return await work.team_proposals.all(self.course.space, self.course.id)

    async def proposal(self) -> TeamProposal:
        """Give the newest proposal."""
        return (await self.proposals())[0]

    async def teams(self) -> list[list[str]]:
        """Give the newest teams by the names of their members."""
        proposal = await self.proposal()
        assert proposal.formation is not None
        names = await self.names()
        return [[names[person] for person in team.people] for team in proposal.formation.teams]

    async def names(self) -> dict[int, str]:
        """Give everybody's name."""
        async with self.room.store.work(write=False) as work:
            return {each.id: each.name for each in await work.people.everyone(self.course.space)}

    async def projects(self) -> list[Project]:
        """Give all projects of the space, the oldest first."""
        async with self.room.store.work(write=False) as work:
            return list(reversed(await work.projects.all(self.course.space)))

    async def appeals(self) -> tuple[Appeal, ...]:
        """Give the appeals against the newest proposal."""
        proposal = await self.proposal()
        async with self.room.store.work(write=False) as work:
            return await work.team_proposals.appeals(proposal.id)

    async def _adoption(self) -> JobId:
        return JobId(f"teams adopt:{(await self.proposal()).id}")
