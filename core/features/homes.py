"""A project's own place on a platform, with the live card of the project in it."""

from dataclasses import dataclass

from core.call import Call
from core.cards import Card, Tone
from core.commands import Command
from core.dashboard import place_of, standing
from core.model.homes import ProjectHome
from core.model.messages import Delivery
from core.model.projects import Project, Standing
from core.ports.storage import Work


@dataclass(frozen=True, slots=True)
class OpenHome:
    """Open a home for the project where it is asked for."""

    project: Project | None = None


async def home(call: Call, _ask: OpenHome) -> Card:
    """Open the project's home, say where it is if it stands, open another if it is gone."""
    async with call.change() as work:
        kept = await want_home(work, call)
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


async def want_home(work: Work, call: Call) -> ProjectHome:
    """Want a home for the project where the call comes from, and give it as it is kept.

    It opens by itself when the live card is brought there.
    """
    place = call.place
    kept = await work.homes.get(call.project.id, place.platform, place.workspace)
    wanted = ProjectHome(
        project=call.project.id,
        space=call.space.id,
        platform=place.platform,
        workspace=place.workspace,
        name=call.project.topic,
        near=place.channel,
        users=await _users(work, call),
        external=kept.external if kept else None,
    )
    await work.homes.want(wanted)
    return wanted


async def _users(work: Work, call: Call) -> tuple[str, ...]:
    """Give the members as the platform names them; who is only elsewhere has no name there."""
    here = (call.place.platform, call.place.workspace)
    users = [
        account.user
        for member in call.project.members
        for account in await work.people.accounts(member.person)
        if (account.platform, account.workspace) == here
    ]
    return tuple(users)


COMMANDS = (Command("project home", OpenHome, home, who=Standing.LEADER),)
