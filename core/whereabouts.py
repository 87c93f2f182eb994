"""Where an answer goes: over the card that was pressed, beside a pinned one, or anew."""

from dataclasses import replace

from core.asks import Ask
from core.call import Call
from core.commands import AnyCommand
from core.model.jobs import JobId
from core.model.messages import Draft, Message, MessageId
from core.model.people import Reach
from core.model.places import Audience, Place
from core.outgoing import dm_place, post, show
from core.ports.storage import Work
from core.replies import accepted


async def heard(call: Call) -> None:
    """Remember where a person spoke last, if they are to be told things there."""
    caller, platform = call.caller, call.place.platform
    if caller.reach is not Reach.LAST or caller.spoke == platform:
        return
    async with call.ports.store.work() as work:
        await work.people.save(replace(await work.people.person(caller.id), spoke=platform))
        await work.commit()


async def beside(command: AnyCommand, ask: Ask, call: Call) -> Ask:
    """Answer what is pressed on a pinned message beside it: nothing takes that one's place."""
    if not command.in_place or ask.message is None:
        return ask
    async with call.read() as work:
        stood_on = await under(work, ask, call)
    return replace(ask, message=None) if stood_on is not None and stood_on.pinned else ask


async def addressed(call: Call, command: AnyCommand, ask: Ask) -> Call:
    """Speak the space's language in public, the person's in private.

    A press that changes its card is answered where that card stands.
    """
    audience = command.answer
    if command.in_place and ask.message is not None:
        async with call.read() as work:
            stood_on = await under(work, ask, call)
        if stood_on is not None:
            call, audience = replace(call, place=stood_on.place), stood_on.place.audience
    return replace(call, locale=call.space.locale) if audience is Audience.CHANNEL else call


async def live_place(work: Work, command: AnyCommand, call: Call) -> Place:
    """Give where the message of slow work stands."""
    if command.answer is Audience.CHANNEL:
        return call.place
    return await dm_place(work, call.caller, call.place)


async def under(work: Work, ask: Ask, call: Call) -> Message | None:
    """Give the message a press stands on, where it is one of the bot's own in this space."""
    if ask.message is None:
        return None
    found = await work.messages.find(ask.sender.account.platform, ask.message)
    return found if found is not None and found.space == call.space.id else None


async def live_message(
    work: Work, command: AnyCommand, ask: Ask, call: Call, place: Place, job: JobId
) -> MessageId:
    """Give the message the job reports in: the pressed one where it is kept, else a new one."""
    card = accepted(command, call)
    stood_on = await under(work, ask, call) if command.in_place else None
    if stood_on is not None:
        await show(work, call.space.id, stood_on.id, card)
        return stood_on.id
    draft = Draft(f"job:{job}", call.space.id, place, card, owner=call.caller.id)
    return await post(work, draft, call.now)
