"""What stands of a subject, shown as it is now to each reader in their words."""

from collections.abc import Callable
from dataclasses import replace

from core.call import Call
from core.cards import Card
from core.model.messages import Delivery
from core.model.people import Person, locale_of
from core.outgoing import dress, show
from core.ports.storage import Work

Wording = Callable[[Call], Card]
"""Gives a card as a call to its reader would."""


def speaking_to(call: Call, person: Person) -> Call:
    """Give the call as somebody would read its answer in private."""
    return replace(call, caller=person, locale=locale_of(person, call.space))


def _everybody(_: Person) -> bool:
    return True


async def reshow(
    work: Work,
    call: Call,
    subject: str,
    wording: Wording,
    may_read: Callable[[Person], bool] = _everybody,
) -> None:
    """Let what stands of a subject show it as it is now, to each reader in their words.

    Who may no longer read it keeps what they saw.
    """
    for message in await work.messages.about(subject):
        if message.delivery is Delivery.REFUSED or message.owner is None:
            continue
        reader = await work.people.person(message.owner)
        if not may_read(reader):
            continue
        card = wording(speaking_to(call, reader))
        if dress(call.space.id, card) != message.card:
            await show(work, call.space.id, message.id, card)
