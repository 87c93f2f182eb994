"""One person with accounts on several platforms, one space with several workspaces.

A code asked for on one side and typed on the other says that both are the same. Whoever knows
it within its ten minutes could have asked for it; a wrong one costs one of few tries.
"""

from dataclasses import dataclass
from typing import Annotated

from core.call import Call
from core.cards import Card, Field, Tone
from core.commands import Command, Option
from core.day import refresh
from core.errors import Refused
from core.features.board_live import Desk, settle
from core.features.homes import follow_members
from core.model.links import LIFE, TRIES, Link, LinkKind, code_of, digest_of, pooled, united
from core.model.people import Account, Person, Reach
from core.model.projects import Standing
from core.options import label
from core.ports.storage import Work


@dataclass(frozen=True, slots=True)
class JoinByCode:
    """Ask for a code, or use one."""

    code: Annotated[str, Option(longest=40, main=True)] = ""


async def link_person(call: Call, ask: JoinByCode) -> Card:
    """Make this account and the one the code was asked for with one person's."""
    if not ask.code:
        return await _offered(call, LinkKind.PERSON)
    async with call.change() as work:
        link = await _tried(work, call, ask.code)
        accounts = () if link is None else await _link_person(work, call, link)
    if link is None:
        raise Refused("link.wrong", option="code")
    platforms = dict.fromkeys(Reach(account.platform) for account in accounts)
    names = ", ".join(label(call.ports.phrases, call.locale, each) for each in platforms)
    return Card(
        call.say("link.person_title"),
        text=call.say("link.person_joined"),
        tone=Tone.GOOD,
        fields=(Field(call.say("link.accounts"), names),),
    )


async def link_space(call: Call, ask: JoinByCode) -> Card:
    """Make this workspace and the one the code was asked for in one space."""
    if not ask.code:
        return await _offered(call, LinkKind.SPACE)
    async with call.change() as work:
        link = await _tried(work, call, ask.code)
        name = "" if link is None else await _link_space(work, call, link)
    if link is None:
        raise Refused("link.wrong", option="code")
    # Without buttons: those would be kept for the space this call still means, which is gone.
    return Card(
        call.say("link.space_title"), text=call.say("link.space_joined", name=name), tone=Tone.GOOD
    )


async def _offered(call: Call, kind: LinkKind) -> Card:
    """Keep a new code, and say what to type where."""
    code = code_of(call.ports.chance.token())
    link = Link(digest_of(code), kind, call.caller.id, call.now + LIFE)
    async with call.change() as work:
        await work.links.offer(link, call.now)
    return Card(
        call.say(f"link.{kind}_code_title"),
        text=call.say(f"link.{kind}_code", code=code, minutes=LIFE.seconds // 60),
        fields=(Field(call.say("link.code"), code),),
        footer=call.say("link.secret"),
    )


async def _tried(work: Work, call: Call, code: str) -> Link | None:
    """Give the link a code is of, `None` for a wrong one; only a right one gives its try back.

    Raises:
        Refused: the code was used, is too old, or too many were tried.
    """
    if await work.links.tried(call.caller.id, call.now, call.now - LIFE) > TRIES:
        raise Refused("link.tries", minutes=LIFE.seconds // 60)
    link = await work.links.find(digest_of(code))
    if link is None:
        return None
    await work.links.forgive(call.caller.id)
    if link.used:
        raise Refused("link.used", option="code")
    if link.expires <= call.now:
        raise Refused("link.late", option="code", minutes=LIFE.seconds // 60)
    return link


async def _partner(work: Work, call: Call, link: Link, kind: LinkKind) -> Person:
    """Give who asked for the code, if the caller may be joined with them by it.

    Raises:
        Refused: they may not; the code stays good.
    """
    person = await work.people.person(link.person)
    if link.kind is not kind:
        raise Refused(f"link.{link.kind}_code", option="code")
    if person.id == call.caller.id:
        raise Refused("link.own", option="code")
    same_space = person.space == call.space.id
    if kind is LinkKind.PERSON and not same_space:
        raise Refused("link.other_space", option="code")
    if kind is LinkKind.SPACE and same_space:
        raise Refused("link.same_space", option="code")
    if kind is LinkKind.SPACE and not person.staff:
        raise Refused("link.not_staff", option="code")
    await _check_apart(work, person, call.caller)
    return person


async def _link_person(work: Work, call: Call, link: Link) -> tuple[Account, ...]:
    """Join the caller with who asked for the code, and give all their accounts."""
    first = await _partner(work, call, link, LinkKind.PERSON)
    await work.links.use(link.digest)
    joined = await _join(work, first, await work.people.person(call.caller.id))
    for project in await work.projects.of(joined.id):
        await refresh(work, call.ports, call.space, project.id)
    return await work.people.accounts(joined.id)


async def _link_space(work: Work, call: Call, link: Link) -> str:
    """Join the two spaces, and give the name of the one there is now.

    Who asked and who typed are one person, and so is whoever was known in both by one account.
    """
    first = await _partner(work, call, link, LinkKind.SPACE)
    await work.links.use(link.digest)
    doubles = await work.links.doubles(first.space, call.space.id)
    for here, there in (*doubles, (first.id, call.caller.id)):
        one, other = await work.people.person(here), await work.people.person(there)
        if one.id != other.id:
            await _join(work, one, other)
    await work.links.merge(first.space, call.space.id)
    space = await work.people.space((await work.people.person(first.id)).space)
    desk = Desk(work, call.ports, space)
    for course in await work.courses.all(space.id):
        if await work.courses.boards(course.id):
            await work.courses.hold(course.id)
            await settle(desk, course, f"joined:{link.digest}")
    return space.name


async def _check_apart(work: Work, first: Person, second: Person) -> None:
    """Refuse to join two who are different people to one workspace."""
    theirs = {
        (account.platform, account.workspace) for account in await work.people.accounts(first.id)
    }
    others = await work.people.accounts(second.id)
    if any((account.platform, account.workspace) in theirs for account in others):
        raise Refused("link.same_workspace", option="code")


async def _join(work: Work, first: Person, second: Person) -> Person:
    """Let two people be one, and give them."""
    person = united(first, second)
    gone = min(first.id, second.id)
    profiles = [await work.people.profile(each.id) for each in (first, second)]
    await work.links.join(person, gone)
    for project in await work.projects.of(person.id):
        await follow_members(work, project)
    await work.people.save_profile(pooled(person.id, *profiles))
    return person


COMMANDS = (
    Command("me link", JoinByCode, link_person, who=Standing.OUTSIDER),
    Command("space link", JoinByCode, link_space, who=Standing.STAFF),
)
