"""Two people at the same code, and calls under way while people become one, on every store."""

import asyncio
from dataclasses import dataclass, field, replace

from core.asks import Ask, Reply, Sender
from core.commands import registry
from core.dispatch import Dispatch
from core.features import COMMANDS
from core.model.people import Account, Home, Person
from core.ports.storage import Store
from tests.everybody import phrases
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock
from tests.fakes.ports import fake_ports
from tests.features.two_sides import LINKED, SPACES_LINKED, code_in
from tests.storage.samples import NOW, opening

DISCORD = Home("discord", "guild", "서버")
SLACK = Home("slack", "team", "워크스페이스")


@dataclass
class Crowd:
    """People on two platforms, each process with a door of its own; who comes first is staff."""

    processes: tuple[Store, Store]
    clock: FakeClock
    chance: FakeChance = field(default_factory=FakeChance)
    asked: int = 0

    async def say(
        self, who: str, command: str, home: Home = SLACK, process: int = 0, **answers: str
    ) -> Reply:
        self.asked += 1
        ports = fake_ports(
            clock=self.clock, chance=self.chance, store=self.processes[process], phrases=phrases()
        )
        ask = Ask(f"ask-{self.asked}", sender(who, home), command, answers)
        return await Dispatch(ports, registry(COMMANDS)).ask(ask)

    async def code(self, who: str, command: str = "me link", home: Home = DISCORD) -> str:
        reply = await self.say(who, command, home)
        assert reply.card is not None
        return code_in(reply.card)

    async def person(self, who: str, home: Home) -> Person:
        async with self.processes[0].work(write=False) as work:
            known = await work.people.known(home, sender(who, home).account)
        assert known is not None
        return known[1]

    async def one_space(self) -> None:
        code = await self.code("조교", "space link")
        await self.say("ta", "space link", code=code)


def sender(who: str, home: Home) -> Sender:
    account = Account(home.platform, home.workspace, who)
    return Sender(home, account, who, "general", manages=True)


def says(reply: Reply, words: str) -> bool:
    return reply.card is not None and words in reply.card.text


async def test_of_two_who_type_a_code_at_once_one_is_linked(
    processes: tuple[Store, Store], clock: FakeClock
) -> None:
    crowd = Crowd(processes, clock)
    await crowd.one_space()
    code = await crowd.code("지민")
    names = [f"slack {turn}" for turn in range(4)]
    for name in names:
        await crowd.say(name, "me today")
    replies = await asyncio.gather(
        *(crowd.say(name, "me link", process=turn % 2, code=code)
          for turn, name in enumerate(names))
    )  # fmt: skip
    assert sorted(says(reply, LINKED) for reply in replies) == [False] * 3 + [True]
    jimin = await crowd.person("지민", DISCORD)
    known = [await crowd.person(name, SLACK) for name in names]
    assert known.count(jimin) == 1
    assert len({person.id for person in known}) == 4


async def test_those_who_type_each_others_code_at_once_are_one_person(
    processes: tuple[Store, Store], clock: FakeClock
) -> None:
    crowd = Crowd(processes, clock)
    await crowd.one_space()
    codes = [await crowd.code("지민", home=DISCORD), await crowd.code("jimin", home=SLACK)]
    await asyncio.gather(
        crowd.say("jimin", "me link", SLACK, 0, code=codes[0]),
        crowd.say("지민", "me link", DISCORD, 1, code=codes[1]),
    )
    assert await crowd.person("지민", DISCORD) == await crowd.person("jimin", SLACK)


async def test_spaces_are_linked_once_by_staff_that_types_at_once(
    processes: tuple[Store, Store], clock: FakeClock
) -> None:
    crowd = Crowd(processes, clock)
    code = await crowd.code("조교", "space link")
    replies = await asyncio.gather(
        *(crowd.say("ta", "space link", process=turn % 2, code=code) for turn in range(4))
    )
    assert sum(says(reply, SPACES_LINKED) for reply in replies) == 1
    assert await crowd.person("조교", DISCORD) == await crowd.person("ta", SLACK)


async def test_what_two_do_while_they_become_one_is_theirs_or_asked_for_again(
    processes: tuple[Store, Store], clock: FakeClock
) -> None:
    crowd = Crowd(processes, clock)
    await crowd.one_space()
    code = await crowd.code("지민")
    await crowd.say("jimin", "me today")
    people = [await crowd.person("jimin", SLACK), await crowd.person("지민", DISCORD)]
    async with processes[0].work() as work:
        project = await work.projects.open(opening(people[0], topic="챗봇"), NOW)
        await work.commit()

    async def add(turn: int) -> bool:
        title = f"일 {turn}"
        reply = await crowd.say(
            "jimin", "task add", process=turn % 2, title=title, assignee=f"person:{people[0].id}"
        )
        return reply.card is not None and title in reply.card.title

    async def write(turn: int) -> bool:
        reply = await crowd.say("지민", "me profile", DISCORD, turn % 2, skills=f"기술{turn} 3")
        return reply.card is not None and any("기술" in each.value for each in reply.card.fields)

    done = await asyncio.gather(
        *(add(turn) for turn in range(4)),
        *(write(turn) for turn in range(4)),
        crowd.say("jimin", "me link", process=1, code=code),
        *(add(turn) for turn in range(4, 8)),
    )
    joined = await crowd.person("지민", DISCORD)
    assert joined == await crowd.person("jimin", SLACK)
    async with processes[0].work(write=False) as work:
        tasks = await work.tasks.all(project.id)
        recorded = await work.activity.recent(project.id, limit=100)
        assert await work.projects.of(joined.id) == (
            replace(project, members=(replace(project.members[0], person=joined.id, name="지민"),)),
        )
    added = [*done[:4], *done[9:]]
    assert len(tasks) == sum(each is True for each in added)
    assert {task.assignee for task in tasks} <= {joined.id}
    assert {each.draft.actor for each in recorded} <= {joined.id}
