"""A project's own place on a platform, with the live card of the project in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from core.call import Call
from core.cards import Card, Tone
from core.commands import Command
from core.dashboard import place_of, standing
from core.model.homes import ProjectHome
from core.model.messages import Delivery, Draft
from core.model.people import Account, Person
from core.model.projects import Project, Standing
from core.outgoing import post
from core.ports.storage import Work

Workspace = tuple[str, str]
"""A platform, and one of its workspaces."""


@dataclass(frozen=True, slots=True)
class OpenHome:
    """Open a home for the project where it is asked for."""

    project: Project | None = None


async def home(call: Call, _ask: OpenHome) -> Card:
    """Open the project's home, say where it is if it stands, open another if it is gone."""
    async with call.change() as work:
        kept = await _want(work, call, _here(call))
        await want_homes(work, call)
        shown = await standing(work, kept)
        gone = shown is not None and shown.delivery is Delivery.REFUSED
        if shown is not None and gone:
            await work.homes.opened(kept, None)
            await work.messages.move(shown.id, place_of(kept))
    stands = kept.external is not None and not gone
    said = call.say("home.stands" if stands else "home.opening", name=kept.name)
    subject = f"project:{call.project.id}"
    tone = Tone.GOOD if stands else Tone.PLAIN
    return Card(call.say("home.title"), text=said, tone=tone, subject=subject)


async def want_homes(work: Work, call: Call) -> None:
    """Want a home for the project in each workspace of its members whose platform opens them.

    One opens by itself when the live card is brought there.
    """
    workspaces = [
        (account.platform, account.workspace)
        for account in await _accounts(work, call.project)
        if account.platform in call.ports.homes
    ]
    if _here(call)[0] in call.ports.homes:
        workspaces.append(_here(call))
    for workspace in dict.fromkeys(workspaces):
        await _want(work, call, workspace)


async def let_in(work: Work, call: Call, newcomer: Person) -> None:
    """Let a new member of the project into the homes it has, where they are greeted."""
    words = partial(call.ports.phrases.say, call.space.locale)
    card = Card(
        words("home.greeting_title", name=newcomer.name),
        text=words("home.greeting", name=newcomer.name, topic=call.project.topic),
        subject=f"project:{call.project.id}",
    )
    for home in await follow_members(work, call.project):
        await _write(work, call, home, f"greeting:{newcomer.id}", card)


async def let_out(work: Work, call: Call, leaver: Person) -> None:
    """Let who ceased to be a member of the call's project out of the homes it has."""
    words = partial(call.ports.phrases.say, call.space.locale)
    title = words("home.farewell", name=leaver.name)
    card = Card(title, subject=f"project:{call.project.id}")
    for home in await follow_members(work, call.project, leaver):
        await _write(work, call, home, f"farewell:{leaver.id}", card)


async def follow_members(
    work: Work, project: Project, leaver: Person | None = None
) -> tuple[ProjectHome, ...]:
    """Let the homes of a project be for who its members are now, and give them.

    Each puts the leaver out, and nobody who is a member, once it is written to.
    """
    left = () if leaver is None else await work.people.accounts(leaver.id)
    homes = await work.homes.of(project.id)
    for home in homes:
        workspace = (home.platform, home.workspace)
        users = await _users(work, project, workspace)
        await work.homes.want(replace(home, users=users, gone=_named(left, workspace)))
    return homes


async def _write(work: Work, call: Call, home: ProjectHome, occasion: str, card: Card) -> None:
    """Write to a home if it stands: it is by being written to that it lets people in and out."""
    shown = await standing(work, home)
    if home.external is None or shown is None or shown.delivery is not Delivery.SENT:
        return
    key = f"{occasion}:{home.project}:{home.platform}:{home.workspace}:{call.space.id}:{call.id}"
    await post(work, Draft(key, call.space.id, place_of(home), card), call.now)


async def _want(work: Work, call: Call, workspace: Workspace) -> ProjectHome:
    """Want a home in a workspace, and give it as it is kept."""
    kept = await work.homes.get(call.project.id, *workspace)
    beside = call.place.channel if workspace == _here(call) else ""
    wanted = ProjectHome(
        project=call.project.id,
        space=call.space.id,
        platform=workspace[0],
        workspace=workspace[1],
        name=call.project.topic,
        near=beside or (kept.near if kept else ""),
        users=await _users(work, call.project, workspace),
        external=kept.external if kept else None,
    )
    await work.homes.want(wanted)
    return wanted


async def _users(work: Work, project: Project, workspace: Workspace) -> tuple[str, ...]:
    """Give the members as a workspace names them; who is only elsewhere has no name there."""
    return _named(await _accounts(work, project), workspace)


def _named(accounts: Iterable[Account], workspace: Workspace) -> tuple[str, ...]:
    return tuple(
        account.user for account in accounts if (account.platform, account.workspace) == workspace
    )


async def _accounts(work: Work, project: Project) -> list[Account]:
    return [
        account
        for member in project.members
        for account in await work.people.accounts(member.person)
    ]


def _here(call: Call) -> Workspace:
    return call.place.platform, call.place.workspace


COMMANDS = (Command("project home", OpenHome, home, who=Standing.LEADER),)
