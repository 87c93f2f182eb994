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


async def reshow(work: Work, call: Call, subject: str, wording: Wording) -> None:
    """Let what stands of a subject show it as it is now, to each reader in their words."""
    for message in await work.messages.about(subject):
        if message.delivery is Delivery.REFUSED or message.owner is None:
            continue
        card = wording(speaking_to(call, await work.people.person(message.owner)))
        if dress(call.space.id, card) != message.card:
            await show(work, call.space.id, message.id, card)
