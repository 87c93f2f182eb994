"""Private messages a person's platform refused: kept until the person comes by.

Whoever has closed their DMs is shown them at their next word; until then only a few are tried.
"""

from core.cards import Card
from core.model.messages import Message
from core.model.people import PersonId
from core.model.places import Audience
from core.ports.storage import Store, Work

MOST = 5
"""How many are shown at once."""
_PATIENCE = 3
"""After how many refusals no further DM is tried."""


async def missed(store: Store, person: PersonId) -> tuple[Card, ...]:
    """Give what could not be delivered to a person, and count it as told; the oldest first.

    What still shows the progress of work waits for its last word.
    """
    async with store.work(write=False) as work:
        untold = await work.messages.untold(person)
    telling = [message for message in untold if not message.card.stages][:MOST]
    if telling:
        async with store.work() as work:
            await work.messages.tell([message.id for message in telling])
            await work.commit()
    return tuple(message.card for message in telling)


async def is_in_vain(work: Work, message: Message) -> bool:
    """Tell whether a DM need not be tried: the person's last ones were refused and not seen."""
    person = message.place.person
    if message.place.audience is not Audience.DM or message.external or person is None:
        return False
    return len(await work.messages.untold(person)) >= _PATIENCE
