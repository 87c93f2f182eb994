"""Every command as every kind of person, judged from what it declares alone."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated

import pytest

from core.access import admit, standing_of
from core.asks import Reply
from core.call import Call
from core.cards import Card
from core.commands import AnyCommand, Command, Option
from core.errors import Refused
from core.features import COMMANDS
from core.model.people import Locale
from core.model.plans import ProposalState
from core.model.projects import ProjectId, Standing
from tests.boards import CODE
from tests.everybody import (
    CLASS,
    SECRETS,
    TOPIC,
    Dump,
    Visit,
    Who,
    World,
    dump,
    phrases,
    prepared,
    standing,
    texts,
    wants_course,
)  # fmt: skip
from tests.ownership import rows_of

PHRASES = phrases()
REFUSED = PHRASES.say(Locale.KO, "refused.title")
FAILED = PHRASES.say(Locale.KO, "failed.title")
BARRED = {
    PHRASES.say(Locale.KO, f"refused.{key}")
    for key in (
        "project.unknown", "project.none", "button.gone",
        "access.member", "access.leader", "access.staff", "course.unknown", "course.none",
    )
} | {PHRASES.say(Locale.KO, "refused.access.course", code=CODE)}  # fmt: skip
"""What is said to those who may not."""
BY_ID = "by id"
NAMING = (BY_ID, TOPIC, None)
"""How the project or course is named: by `project:N`, by its topic or code, not at all."""


@pytest.fixture(scope="module")
def world() -> World:
    return asyncio.run(prepared())


def command_name(command: AnyCommand) -> str:
    return command.name


@pytest.mark.parametrize("who", Who)
@pytest.mark.parametrize("command", COMMANDS, ids=command_name)
async def test_a_command_does_what_it_declares_for_everybody(
    world: World, command: AnyCommand, who: Who
) -> None:
    assert await problems(world, command, who) == []


@pytest.mark.parametrize("who", Who)
async def test_a_button_serves_those_its_command_is_for_whoever_found_it(
    world: World, who: Who
) -> None:
    commands = {command.name: command for command in COMMANDS}
    pressed: set[str] = set()
    here = {key: each for key, each in world.rows.buttons.items() if key[0] == world.project.space}
    for (_, button), meant in here.items():
        visit = Visit(world, who)
        before = visit.kept()
        reply = await visit.press(button)
        command = commands[meant.command]
        if who is not Who.STRANGER and standing(who).reaches(command.who):
            assert is_barred(reply) is False, meant
            pressed.add(meant.command)
        else:
            assert list(of_refused(reply, before, visit.kept())) == [], meant
    assert pressed or who in (Who.OUTSIDER, Who.STRANGER)


@pytest.mark.parametrize("who", [Who.OUTSIDER, Who.STRANGER])
async def test_what_is_offered_while_typing_tells_nobody_else_of_the_project(
    world: World, who: Who
) -> None:
    visit = Visit(world, who)
    before = visit.kept()
    own = SECRETS if who is Who.STRANGER else SECRETS[:-2]  # people of a space know each other
    for command in COMMANDS:
        for option in (given.name for given in command.inputs):
            for typed in ("", TOPIC[:2], "비밀", "#"):
                offered = await visit.type(command, option, typed)
                assert secrets(offered, own) == [], (command.name, option, typed)
    assert visit.kept() == before


async def test_a_member_is_offered_what_the_project_has(world: World) -> None:
    visit = Visit(world, Who.MEMBER)
    shown = next(command for command in COMMANDS if command.name == "task show")
    assert secrets(await visit.type(shown, "task", "비밀"), SECRETS) == ["비밀업무"]
    assert secrets(await visit.type(shown, "project", ""), SECRETS) == [TOPIC]


async def test_whatever_somebody_is_ends_at_the_wall_of_their_space(world: World) -> None:
    people = {who: world.rows.people[world.people[who]] for who in Who}
    assert {who: standing_of(people[who], world.project) for who in Who} == {
        who: standing(who) for who in Who
    }
    assert people[Who.STRANGER].staff
    moved = replace(people[Who.LEADER], space=people[Who.STRANGER].space)
    assert standing_of(moved, world.project) is Standing.OUTSIDER
    with pytest.raises(Refused, match=r"project\.unknown"):
        admit(people[Who.STRANGER], Standing.MEMBER, world.project)
    with pytest.raises(Refused, match=r"access\.staff"):
        admit(people[Who.LEADER], Standing.STAFF, world.project)


@dataclass(frozen=True, slots=True)
class Peek:
    """An ask that names no project."""

    proposal: Annotated[int, Option(hidden=True)] = 1


def spy(world: World) -> AnyCommand:
    """Give a command that shows a project without saying that it works within one."""

    async def peek(call: Call, _ask: Peek) -> Card:
        async with call.read() as work:
            tasks = await work.tasks.all(world.project.id)
        return Card("몰래", rows=tuple((task.title,) for task in tasks))

    return Command("me peek", Peek, peek, who=Standing.OUTSIDER)


def vandal(world: World) -> AnyCommand:
    """Give a command that changes a project without saying that it works within one."""

    async def break_it(call: Call, ask: Peek) -> Card:
        async with call.change() as work:
            proposal = await work.proposals.get(ProjectId(world.project.id), ask.proposal)
            assert proposal is not None
            await work.proposals.settle(proposal, ProposalState.DROPPED)
        return Card("몰래")

    return Command("me break", Peek, break_it, who=Standing.OUTSIDER)


def locked(world: World) -> AnyCommand:
    """Give a command for members that no member can run, for it says no project."""
    return Command("me locked", Peek, spy(world).run, who=Standing.MEMBER)


@pytest.mark.parametrize("rogue", [spy, vandal, locked])
async def test_a_command_that_reaches_past_what_it_declares_is_found(
    world: World, rogue: Callable[[World], AnyCommand]
) -> None:
    command = rogue(world)
    found = [problem for who in Who for problem in await problems(world, command, who)]
    assert found


async def problems(world: World, command: AnyCommand, who: Who) -> list[str]:
    """Give what a command does beyond, or short of, what it declares."""
    namings = NAMING if standing(who) is Standing.OUTSIDER else (BY_ID,)
    found: list[str] = []
    for naming in namings if command.wants_project() or wants_course(command) else (None,):
        name = named(world, command, naming)
        visit = Visit(world, who, (*COMMANDS, command) if command not in COMMANDS else COMMANDS)
        before = visit.kept()
        reply = await visit.ask(command, name)
        if may(who, command, naming):
            found += of_allowed(reply, await visit.outcome(reply))
            if standing(who) is Standing.OUTSIDER:
                found += of_bystander(reply, before, visit, world)
        else:
            found += of_refused(reply, before, visit.kept())
    return found


def named(world: World, command: AnyCommand, naming: str | None) -> str | None:
    """Give how a command is told where it works."""
    if command.wants_project():
        return f"project:{world.project.id}" if naming == BY_ID else naming
    ways = {BY_ID: f"course:{world.course.id}", TOPIC: CODE}
    return None if naming is None else ways[naming]


def may(who: Who, command: AnyCommand, naming: str | None) -> bool:
    """Tell who may run a command; where it is not within this project, a stranger is staff at home.

    Their course has the same code, so only its id means the one here.
    """
    if who is Who.STRANGER and wants_course(command) and naming == BY_ID:
        return False
    at_home = who is Who.STRANGER and not command.wants_project()
    return (Standing.STAFF if at_home else standing(who)).reaches(command.who)


def of_allowed(reply: Reply, outcome: Card | None) -> Iterator[str]:
    if reply.form is not None or outcome is None:
        yield f"no answer but {reply}"
    elif outcome.title in (REFUSED, FAILED):
        yield f"refused or failed: {outcome.text}"


def of_refused(reply: Reply, before: Dump, after: Dump) -> Iterator[str]:
    if not is_barred(reply):
        yield f"not refused: {reply}"
    if before != after:
        yield f"changed: {[name for name in before if before[name] != after[name]]}"
    if shown := secrets(reply, SECRETS):
        yield f"shown: {shown}"


def of_bystander(reply: Reply, before: Dump, visit: Visit, world: World) -> Iterator[str]:
    """Judge what somebody may do who has no part in the project: it stays as it is, unseen."""
    own = ("last", "people", "profiles")
    after = visit.kept()
    away = visit.who is Who.STRANGER
    if away and dict(rows_of(world.rows, CLASS)) != dict(rows_of(visit.keep.rows, CLASS)):
        yield "changed from another space"
    for name, rows in () if away else before.items():
        changed = [key for key, row in rows.items() if after[name].get(key) != row]
        theirs = [key for key in changed if name in own and key in (world.people[visit.who], "id")]
        if changed != theirs:
            yield f"changed: {name} {changed}"
    people = ("지민", "서준")  # the asker may have named them
    new = [card for key, card in after["messages"].items() if key not in before["messages"]]
    if shown := secrets((reply, new), tuple(set(SECRETS) - set(people))):
        yield f"shown: {shown}"


def is_barred(reply: Reply) -> bool:
    return reply.card is not None and reply.card.title == REFUSED and reply.card.text in BARRED


def secrets(value: object, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if any(word in text for text in texts(value))]


def test_the_world_holds_what_is_looked_for(world: World) -> None:
    """A search for words that are nowhere would find nothing wrong."""
    kept = list(texts(dump(world.rows)))
    assert all(any(word in text for text in kept) for word in SECRETS)
