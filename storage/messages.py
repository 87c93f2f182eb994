"""Messages the bot owns in SQL: the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.cards import Card
from core.model.messages import Delivery, Draft, Message, MessageId
from core.model.people import PersonId
from core.model.places import Place
from storage.codec import cells_of
from storage.insertion import insert_new
from storage.reading import cell, every, first
from storage.schema import UNSENT, UNTOLD
from storage.wakeup import Wakeup
from storage.work_tables import messages

_ONE = select(messages).where(messages.c.id == bindparam("message"))
_NEWEST = (
    select(messages)
    .where(
        messages.c.platform == bindparam("platform"), messages.c.external == bindparam("external")
    )
    .order_by(messages.c.id.desc())
    .limit(1)
)
_STANDING = (
    select(messages)
    .where(
        messages.c.subject.in_(bindparam("subjects", expanding=True)),
        messages.c.delivery == Delivery.SENT,
    )
    .order_by(messages.c.id.desc())
    .limit(bindparam("most"))
)
_PENDING = (
    select(messages.c.id)
    .where(UNSENT, messages.c.platform.in_(bindparam("platforms", expanding=True)))
    .order_by(messages.c.id)
    .limit(bindparam("limit"))
)
_UNTOLD = (
    select(messages).where(UNTOLD, messages.c.owner == bindparam("person")).order_by(messages.c.id)
)
_NOTING = update(messages).where(messages.c.id == bindparam("message"))


@dataclass(frozen=True, slots=True)
class SqlMessages:
    """The outbox; see `core.ports.storage.Messages`."""

    connection: AsyncConnection
    wakeup: Wakeup

    async def add(self, draft: Draft, now: datetime) -> MessageId:
        """Keep a message to send; the same key twice gives the first one."""
        progress = {"revision": 1, "sent": 0, "tried": False, "delivery": Delivery.WANTED}
        whose = draft.place.person if draft.owner is None else draft.owner
        rest = {"platform": draft.place.platform, "created": now, "owner": whose, "told": False}
        cells = cells_of(draft) | progress | rest
        made = await insert_new(self.connection, messages, cells, messages.c.id)
        if made is None:
            kept = select(messages.c.id).where(messages.c.key == draft.key)
            return MessageId(await cell(self.connection, kept))
        await self.wakeup.message(self.connection)
        return MessageId(made)

    async def get(self, message: MessageId) -> Message | None:
        """Give a message."""
        return await first(self.connection, Message, _ONE, message=message)

    async def find(self, platform: str, external: str) -> Message | None:
        """Give the message a platform knows as `external`, the newest of them."""
        named = {"platform": platform, "external": external}
        return await first(self.connection, Message, _NEWEST, **named)

    async def about(self, subject: str) -> tuple[Message, ...]:
        """Give the messages about `subject`, the newest first."""
        held = select(messages).where(messages.c.subject == subject)
        return await every(self.connection, Message, held.order_by(messages.c.id.desc()))

    async def standing(self, subjects: Sequence[str], most: int) -> tuple[Message, ...]:
        """Give the newest messages about any of `subjects` that a platform shows."""
        return await every(self.connection, Message, _STANDING, subjects=list(subjects), most=most)

    async def show(self, message: MessageId, card: Card, *, seen: int | None = None) -> None:
        """Want `card` to stand there from now on; with `seen`, only while that is its revision."""
        showing = update(messages).where(messages.c.id == message)
        if seen is not None:
            showing = showing.where(messages.c.revision == seen)
        subject = case((messages.c.subject == "", card.subject), else_=messages.c.subject)
        cells = {"card": card, "revision": messages.c.revision + 1, "told": False}
        cells |= {"subject": subject}
        if await cell(self.connection, showing.values(cells).returning(messages.c.id)) is not None:
            await self.wakeup.message(self.connection)

    async def pending(self, platforms: Sequence[str], limit: int) -> tuple[MessageId, ...]:
        """Name messages of these platforms that are not as wanted, the oldest first."""
        values = {"platforms": list(platforms), "limit": limit}
        return tuple((await self.connection.execute(_PENDING, values)).scalars())

    async def try_first(self, message: MessageId) -> None:
        """Note that a first sending begins."""
        await self._note(message, tried=True)

    async def sent(self, message: MessageId, revision: int, external: str) -> None:
        """Note that a platform shows `revision`."""
        await self._note(message, sent=revision, external=external, delivery=Delivery.SENT)

    async def refused(self, message: MessageId) -> None:
        """Note that a message can never arrive."""
        await self._note(message, delivery=Delivery.REFUSED)

    async def move(self, message: MessageId, place: Place) -> None:
        """Want a message at another place, where nothing of it was sent yet."""
        anew = {"sent": 0, "external": None, "tried": False, "delivery": Delivery.WANTED}
        await self._note(message, place=place, platform=place.platform, **anew)
        await self.wakeup.message(self.connection)

    async def untold(self, person: PersonId) -> tuple[Message, ...]:
        """Give a person's own refused messages they were not told of, the oldest first."""
        return await every(self.connection, Message, _UNTOLD, person=person)

    async def tell(self, told: Sequence[MessageId]) -> None:
        """Note that the owners of refused messages were shown them."""
        telling = update(messages).where(messages.c.id.in_(told))
        await self.connection.execute(telling.values(told=True))

    async def withdraw(self, subject: str) -> None:
        """Forget messages about `subject` of which no sending has begun."""
        untouched = (messages.c.tried.is_(False), messages.c.sent == 0)
        await self.connection.execute(
            delete(messages).where(messages.c.subject == subject, *untouched)
        )

    async def unsent(self) -> int:
        """Count the messages that are not as wanted, on all platforms."""
        counting = select(func.count()).select_from(messages).where(UNSENT)
        count: int = await cell(self.connection, counting)
        return count

    async def _note(self, message: MessageId, **cells: Any) -> None:
        await self.connection.execute(_NOTING, {"message": message, **cells})
