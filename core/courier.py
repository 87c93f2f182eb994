"""Brings messages to the platforms of this process: what is wanted, until it stands there.

The rows are the outbox. A message is posted once and edited after; a sending that may have
happened before a crash is left to the platform to find. What cannot arrive in a channel goes
to whom it belongs. Progress of running work is shown
straight from memory, never over the last word.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from core.cards import Attachment, Card
from core.errors import Unavailable, Undeliverable
from core.missed import is_in_vain
from core.model.homes import project_of
from core.model.messages import Delivery, Message, MessageId
from core.model.places import Audience
from core.model.projects import ProjectId
from core.outgoing import dm_place
from core.ports import Ports
from core.ports.outside import File, Platform
from core.reports.files import render

_log = logging.getLogger(__name__)

_POLL = timedelta(seconds=1)
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(seconds=60)
_AT_ONCE = 64
"""Messages on their way at the same time."""
_IN_SIGHT = 4096
"""Waiting messages that are looked at: the many that rest must not hide the others."""
_AFAR = timedelta(seconds=1.2)
"""The pace of progress that another process shows for us."""


@dataclass(slots=True)
class _Line:
    """What this process knows of one message it brings."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    newest: Card | None = None
    flushing: bool = False
    failures: int = 0
    resting: bool = False

    def idle(self) -> bool:
        return not (self.lock.locked() or self.newest or self.flushing or self.resting)


class Courier:
    """Delivers messages and shows progress (`core.ports.outside.Live`)."""

    def __init__(self, ports: Ports, platforms: Mapping[str, Platform]) -> None:
        self._ports = ports
        self._platforms = platforms
        self._lines: dict[MessageId, _Line] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                while True:
                    await self._look(group)
                    await self._ports.store.outbox_changed(_POLL)
            finally:
                # A group that ends takes no more tasks; who shows progress is not to fail by it.
                self._group = None

    def show(self, message: MessageId, card: Card) -> None:
        """Show progress soon; newer cards replace older ones that wait. Never blocks."""
        line = self._lines.setdefault(message, _Line())
        line.newest = card
        self._start_flush(message, line)

    async def _look(self, group: asyncio.TaskGroup) -> None:
        """Start what is to be delivered; while the database is away the next look will."""
        try:
            await self._start_deliveries(group)
        except Unavailable as unavailable:
            _log.warning("outbox not read", extra={"action": "outbox", "why": str(unavailable)})

    async def _start_deliveries(self, group: asyncio.TaskGroup) -> None:
        async with self._ports.store.work(write=False) as work:
            pending = await work.messages.pending(tuple(self._platforms), _IN_SIGHT)
        for message in pending:
            line = self._lines.setdefault(message, _Line())
            if not line.lock.locked() and not line.resting:
                await line.lock.acquire()
                group.create_task(self._deliver(message, line))

    async def _deliver(self, message: MessageId, line: _Line) -> None:
        """Bring one message; the line's lock is held, and let go here."""
        try:
            await self._carry(message, line)
        except Unavailable as unavailable:
            self._rest(line, unavailable)
        finally:
            line.lock.release()
        self._start_flush(message, line)
        self._forget(message, line)

    async def _carry(self, message: MessageId, line: _Line) -> None:
        """Send one message until it is as wanted; refuse it where that is a bug.

        Raises:
            Unavailable: it cannot be sent or refused now.
        """
        try:
            async with self._room, self._ports.store.claim(message) as free:
                while free and await self._bring(message):
                    line.failures = 0
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001  one poisoned message must not stop all others
            _log.exception("message given up", extra={"action": "given up", "row": message})
            await self._refuse(message)

    async def _bring(self, message_id: MessageId) -> bool:
        """Send what is wanted now; tell whether something was sent."""
        async with self._ports.store.work(write=False) as work:
            message = await work.messages.get(message_id)
            in_vain = message is not None and await is_in_vain(work, message)
        if message is None or message.delivery is Delivery.REFUSED:
            return False
        if message.sent >= message.revision:
            return False
        if in_vain:
            await self._refuse(message_id)
            return False
        try:
            external = await self._send(await self._housed(message))
        except Undeliverable:
            await self._give_up(message)
            return False
        async with self._ports.store.work() as work:
            await work.messages.sent(message_id, message.revision, external)
            await work.commit()
        return True

    async def _send(self, message: Message) -> str:
        platform = self._platforms[message.place.platform]
        files = [await self._file(attachment) for attachment in message.card.files]
        if message.external is not None:
            await platform.edit(message, message.card, files)
            return message.external
        if not message.tried:
            async with self._ports.store.work() as work:
                await work.messages.try_first(message.id)
                await work.commit()
        return await platform.post(message, message.card, files)

    async def _housed(self, message: Message) -> Message:
        """Give a message bound for a channel: a project's home opens when it is first written to.

        One that stands lets in who became a member meanwhile, and out who ceased to be.

        Raises:
            Unavailable: it cannot be opened now.
            Undeliverable: it cannot be opened.
        """
        place = message.place
        project = project_of(place.channel)
        if project is None:
            return message
        housed = None
        while housed is None:
            housed = await self._moved_in(message, project)
        return housed

    async def _moved_in(self, message: Message, project: ProjectId) -> Message | None:
        """Give a message bound for a home, `None` where somebody came or left meanwhile.

        The home may have been opened twice at once then, each time for others.
        """
        place = message.place
        async with self._ports.store.work(write=False) as work:
            home = await work.homes.get(project, place.platform, place.workspace)
        if home is None:
            raise Undeliverable(f"no home of project {project}")
        channel = await self._platforms[place.platform].open_home(home)
        moved = replace(message, place=replace(place, channel=channel))
        async with self._ports.store.work() as work:
            settled = await work.homes.opened(home, channel)
            if settled:
                await work.messages.move(message.id, moved.place)
            await work.commit()
        return moved if settled else None

    async def _give_up(self, message: Message) -> None:
        """Bring what cannot arrive in its channel to whom it belongs; refuse the rest."""
        async with self._ports.store.work() as work:
            if message.owner is None or message.place.audience is not Audience.CHANNEL:
                await work.messages.refused(message.id)
            else:
                owner = await work.people.person(message.owner)
                place = await dm_place(work, owner, message.place)
                await work.messages.move(message.id, place)
            await work.commit()

    async def _file(self, attachment: Attachment) -> File:
        return File(attachment.name, await render(self._ports, attachment.source))

    async def _refuse(self, message: MessageId) -> None:
        async with self._ports.store.work() as work:
            await work.messages.refused(message)
            await work.commit()

    async def _load(self, message: MessageId) -> Message | None:
        async with self._ports.store.work(write=False) as work:
            return await work.messages.get(message)

    def _rest(self, line: _Line, unavailable: Unavailable) -> None:
        """Leave a message alone for a while after a failure."""
        level = logging.INFO if unavailable.retry_after else logging.WARNING
        _log.log(level, "not sent", extra={"action": "not sent", "why": str(unavailable)})
        line.failures += 1
        grown = min(_FIRST_WAIT * 2 ** min(line.failures - 1, 10), _LONGEST_WAIT)
        line.resting = True
        if self._group is not None:
            wait = max(grown, unavailable.retry_after or timedelta())
            self._group.create_task(self._wake(line, wait))

    async def _wake(self, line: _Line, wait: timedelta) -> None:
        await self._ports.clock.sleep(wait)
        line.resting = False

    def _forget(self, message: MessageId, line: _Line) -> None:
        if line.idle():
            self._lines.pop(message, None)

    def _start_flush(self, message: MessageId, line: _Line) -> None:
        if line.newest is not None and not line.flushing and self._group is not None:
            line.flushing = True
            self._group.create_task(self._flush(message, line))

    async def _flush(self, message_id: MessageId, line: _Line) -> None:
        """Show the newest progress and what comes meanwhile, at the platform's pace."""
        try:
            while (card := line.newest) is not None:
                wait = await self._show_newest(message_id, line, card)
                if wait is None:
                    break
                await self._ports.clock.sleep(wait)
        finally:
            line.flushing = False
        self._forget(message_id, line)

    async def _show_newest(
        self, message_id: MessageId, line: _Line, card: Card
    ) -> timedelta | None:
        """Show progress; give the time to pause, `None` where it must be posted first.

        The delivery that posts it starts a flush again.
        """
        try:
            async with line.lock, self._ports.store.claim(message_id) as free:
                message = await self._load(message_id) if free else None
                if message is not None and self._unposted(message):
                    return None
                line.newest = None if line.newest is card else line.newest
                if message is None:
                    return timedelta()
                return await self._show_live(message, line, line.newest or card)
        except Unavailable as unavailable:
            _log.info("progress not shown", extra={"action": "live", "why": str(unavailable)})
            line.newest = line.newest or card
            return _FIRST_WAIT

    def _unposted(self, message: Message) -> bool:
        return message.place.platform in self._platforms and message.external is None

    async def _show_live(self, message: Message, line: _Line, card: Card) -> timedelta:
        """Show progress unless the last word is already wanted; give the time to pause.

        What the platform asks to wait for is shown then, unless newer progress comes.
        """
        if not message.card.stages or message.delivery is Delivery.REFUSED:
            return timedelta()
        platform = self._platforms.get(message.place.platform)
        if platform is None:
            async with self._ports.store.work() as work:
                await work.messages.show(message.id, card, seen=message.revision)
                await work.commit()
            return _AFAR
        if message.sent >= message.revision and message.external is not None:
            try:
                await platform.edit(message, card, ())
            except (Unavailable, Undeliverable) as error:
                if isinstance(error, Unavailable) and error.retry_after is not None:
                    line.newest = line.newest or card
                    return error.retry_after
                _log.info("progress not shown", extra={"action": "live", "why": str(error)})
        return platform.interval
