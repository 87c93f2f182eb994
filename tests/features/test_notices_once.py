"""Whatever happens on two platforms, nobody hears of it twice."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from core.model.people import Person
from core.model.places import Audience
from core.model.projects import Project
from core.model.tasks import Status
from core.reminders import Reminders
from tests.fakes.platform import Doing, Event
from tests.features.harness import END, Room
from tests.features.two_sides import Sides

EVENTS = 1000
PEOPLE = (("지민", "jimin"), ("서준", "seojun"), ("하은", "haeun"), ("도윤", "doyun"))
LATE = {300: 2, 600: 3}
"""When those who are not linked from the beginning are."""


@dataclass
class Chaos:
    """Things that happen to two projects, one after the other, from a seed."""

    sides: Sides
    projects: tuple[Project, ...]
    random: Random
    linked: set[int] = field(default_factory=lambda: {0, 1})
    tasks: int = 0
    given: int = 0
    """How often somebody was given a task by somebody else."""

    async def happen(self, turn: int) -> None:
        if turn in LATE:
            who = LATE[turn]
            await self.sides.one_person(*PEOPLE[who])
            self.linked.add(who)
        kinds = (self._add, self._assign, self._move, self._redate, self._prefer, self._pass)
        (kind,) = self.random.choices(kinds, (2, 4, 5, 2, 1, 3))
        await kind()
        await self.sides.discord.settle()

    async def _add(self) -> None:
        who, room, name = self._somebody()
        project = self.random.choice(self.projects)
        whose, person = await self._member()
        due = self._soon()
        await room.say(
            name, "task add", title=f"일 {self.tasks}", due=str(due),
            assignee=f"person:{person.id}", project=f"project:{project.id}",
        )  # fmt: skip
        self.tasks += 1
        self.given += whose != who

    async def _assign(self) -> None:
        who, room, name = self._somebody()
        project = self.random.choice(self.projects)
        tasks = await room.tasks(project)
        if not tasks:
            return
        number, task = self.random.choice(sorted(tasks.items()))
        whose, person = await self._member()
        await room.say(
            name, "task assign", task=f"#{number}", assignee=f"person:{person.id}",
            project=f"project:{project.id}",
        )  # fmt: skip
        if task.assignee != person.id:
            self.given += whose != who

    async def _move(self) -> None:
        await self._change("task status", status=self.random.choice(list(Status)).value)

    async def _redate(self) -> None:
        due = self._soon()
        await self._change("task edit", due=str(due))

    async def _change(self, command: str, **answers: str) -> None:
        _, room, name = self._somebody()
        project = self.random.choice(self.projects)
        tasks = await room.tasks(project)
        if tasks:
            number = self.random.choice(sorted(tasks))
            answers |= {"task": f"#{number}", "project": f"project:{project.id}"}
            await room.say(name, command, **answers)

    async def _prefer(self) -> None:
        who, room, name = self._somebody()
        if who in self.linked:
            choice = self.random.choice(["first", "last", "discord", "slack"])
            await room.say(name, "me settings", reach=choice)

    async def _pass(self) -> None:
        self.sides.discord.later(hours=self.random.randrange(1, 9))
        for _ in range(2):
            await Reminders(self.sides.discord.ports).tick()

    def _soon(self) -> date:
        today = self.sides.discord.clock.now().date() + timedelta(days=1)
        return min(today + timedelta(days=self.random.randrange(8)), END)

    def _somebody(self) -> tuple[int, Room, str]:
        """Give somebody of the team who speaks now, on a side where they are of it."""
        who = self.random.randrange(len(PEOPLE))
        side = self.random.randrange(2) if who in self.linked else 0
        return who, (self.sides.discord, self.sides.slack)[side], PEOPLE[who][side]

    async def _member(self) -> tuple[int, Person]:
        who = self.random.randrange(len(PEOPLE))
        return who, await self.sides.discord.person(PEOPLE[who][0])


def told(sides: Sides) -> Counter[str]:
    """Count the private messages that came, by what they are about and whom they are for."""
    posts = [
        event.shown
        for room in (sides.discord, sides.slack)
        for event in room.platform.events
        if event.doing is Doing.POST and event.shown.place.audience is Audience.DM
    ]
    former = sides.keep.rows.former
    counted = Counter[str]()
    for shown in posts:
        person = shown.place.person
        assert person is not None
        parts = [str(former.get(person, person)) if part == str(person) else part
                 for part in shown.key.split(":")]  # fmt: skip
        counted[":".join(parts)] += 1
    return counted


async def test_nobody_is_told_of_anything_twice_in_a_thousand_events() -> None:
    sides = Sides()
    await sides.one_space()
    for pair in PEOPLE:
        await sides.discord.person(pair[0])
        await sides.slack.person(pair[1])
    for who in (0, 1):
        await sides.one_person(*PEOPLE[who])
    names = [pair[0] for pair in PEOPLE]
    projects = (
        await sides.discord.project(*names, topic="하나"),
        await sides.discord.project(*reversed(names), topic="둘"),
    )
    chaos = Chaos(sides, projects, Random(20261201))
    for turn in range(EVENTS):
        await chaos.happen(turn)
    counted = told(sides)
    assert [key for key, count in counted.items() if count != 1] == []
    assert sum(key.startswith("assigned:") for key in counted) == chaos.given > 100
    assert sum(key.startswith(("notice:", "digest:")) for key in counted) > 100
    assert {event.shown.place.platform for event in _dms(sides)} == {"discord", "slack"}


def _dms(sides: Sides) -> list[Event]:
    return [*sides.discord.platform.events, *sides.slack.platform.events]
