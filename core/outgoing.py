"""What leaves the bot: buttons get their ids, messages their rows, people their DM."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.cards import Button, ButtonId, Card
from core.model.messages import Draft, MessageId
from core.model.people import Account, Person, Reach, SpaceId
from core.model.places import Audience, Place
from core.ports.storage import Work


def dress(space: SpaceId, card: Card) -> Card:
    """Give `card` with an id on every button: the same button always has the same id."""
    return replace(
        card, buttons=tuple(replace(b, id=_id(space, b)) for b in card.buttons)
    )  # fmt: skip


async def keep(work: Work, space: SpaceId, card: Card) -> Card:
    """Give `card` dressed, its buttons kept so that they answer for ever."""
    dressed = dress(space, card)
    if dressed.buttons:
        await work.buttons.keep(space, dressed.buttons)
    return dressed


async def post(work: Work, draft: Draft, now: datetime) -> MessageId:
    """Keep a message to be sent once this is committed; the same key twice is one message."""
    card = await keep(work, draft.space, draft.card)
    return await work.messages.add(replace(draft, card=card), now)


async def show(work: Work, space: SpaceId, message: MessageId, card: Card) -> None:
    """Let `card` take the place of what a message shows."""
    await work.messages.show(message, await keep(work, space, card))


async def dm_place(work: Work, person: Person, near: Place | None = None) -> Place:
    """Give where to write to a person in private.

    What answers an ask goes back `near` it, where they have an account there. All else goes to
    the one account the person wants to be told by.
    """
    accounts = await work.people.accounts(person.id)
    home = (near.platform, near.workspace) if near else None
    beside = (each for each in accounts if (each.platform, each.workspace) == home)
    account = next(beside, None) or _reached(person, accounts)
    return Place(
        account.platform, account.workspace, "", Audience.DM, person.id, account.user
    )  # fmt: skip


def _reached(person: Person, accounts: Sequence[Account]) -> Account:
    """Give the account a person is told by; the oldest where none is as they chose."""
    platform = person.spoke if person.reach is Reach.LAST else person.reach.value
    return next((each for each in accounts if each.platform == platform), accounts[0])


def _id(space: SpaceId, button: Button) -> ButtonId:
    """Digest what the button does; knowing an id gives nothing: a press is checked like a word."""
    meaning = [space, button.command, sorted(button.answers.items()), sorted(button.asks)]
    digest = hashlib.blake2b(json.dumps(meaning).encode(), digest_size=12)
    return ButtonId(digest.hexdigest())
