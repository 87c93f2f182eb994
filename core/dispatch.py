"""The one door: every platform brings asks and presses here and gets replies.

Errors end here: `Refused` becomes a kind card, a bug becomes an incident with a number.
"""

import logging
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace

from core.asks import (
    Ask,
    Mentioned,
    Pick,
    Press,
    Reply,
    Sender,
    Typing,
    cleaned,
    home_of,
    identity_of,
    name_of,
    place_of,
)
from core.call import Call
from core.cards import Button, ButtonId, Card, Form, Tone
from core.commands import AnyCommand, Menu, Registry
from core.errors import Choose, Refused, Repeated, Unavailable
from core.intake import Taken, admitted, corrected, form_for, form_of_present, take
from core.missed import missed
from core.model.jobs import JobDraft, JobId
from core.model.messages import Draft, MessageId
from core.model.people import Person, Space, SpaceId, locale_of
from core.model.places import Place
from core.model.projects import Standing
from core.options import Reading
from core.outgoing import dm_place, dress, post, show
from core.ports import Ports
from core.ports.storage import Work
from core.replies import accepted, choice, incident, refusal
from core.suggestions import Suggestion, suggest
from core.whereabouts import addressed, beside, heard, live_message, live_place, under

_log = logging.getLogger(__name__)


class Dispatch:
    """Answers asks and presses."""

    def __init__(self, ports: Ports, commands: Registry, menus: tuple[Menu, ...] = ()) -> None:
        self._ports = ports
        self._commands = commands
        self._menus = {menu.words: menu for menu in menus}

    async def ask(self, ask: Ask) -> Reply:
        """Answer a command."""
        space, person = await self.meet(ask.sender)
        call = self._call(space, person, ask)
        return await self._safely(call, self._answer(ask, call))

    async def press(self, press: Press) -> Reply:
        """Answer a button."""
        space, person = await self.meet(press.sender)
        blank = Ask(press.id, press.sender, "", {}, message=press.message)
        call = self._call(space, person, blank)
        return await self._safely(call, self._pressed(press.button, blank, call))

    async def pick(self, pick: Pick) -> Reply:
        """Answer a menu chosen on a message."""
        menu = self._menus[pick.menu]
        ask = Ask(pick.id, pick.sender, menu.command, menu.answers(pick.picked))
        space, person = await self.meet(ask.sender)
        call = self._call(space, person, ask)
        return await self._safely(call, self._asked_first(menu.asks, ask, call))

    async def suggest(self, typing: Typing) -> tuple[Suggestion, ...]:
        """Give what the option being typed may be; nothing where the person may not know."""
        space, person = await self.meet(typing.sender)
        ask = Ask("", typing.sender, typing.command, typing.answers)
        call, command = self._call(space, person, ask), self._commands[typing.command]
        given = next(given for given in command.inputs if given.name == typing.option)
        async with call.read() as work:
            reading = self._reading(work, ask, call, {})
            try:
                call = await admitted(command, ask.answers, call, reading)
            except Refused:
                if not given.within:
                    return ()
            return await suggest(given, typing.typed, reading, call.within)

    async def keep(self, sender: Sender, buttons: Sequence[Button]) -> tuple[Button, ...]:
        """Keep buttons that a platform adds, under the ids they have; without one each gets one."""
        space, _ = await self.meet(sender)
        dressed = dress(space.id, Card("", buttons=tuple(buttons))).buttons
        kept = tuple(
            button if button.id else own for button, own in zip(buttons, dressed, strict=True)
        )
        await self._keep(space.id, kept)
        return kept

    async def write(self, sender: Sender, ask: str, cards: Sequence[Card]) -> None:
        """Send what a platform could not show where it was asked for to the asker in private."""
        space, person = await self.meet(sender)
        home = sender.account
        async with self._ports.store.work() as work:
            place = await dm_place(work, person, Place(home.platform, home.workspace, ""))
            for number, card in enumerate(cards):
                key = f"unseen:{home.platform}:{ask}:{number}"
                draft = Draft(key, space.id, place, card, owner=person.id)
                await post(work, draft, self._ports.clock.now())
            await work.commit()

    async def workspace_of(self, platform: str, message: str) -> str | None:
        """Give the workspace of a kept message by the platform's id of it."""
        async with self._ports.store.work(write=False) as work:
            found = await work.messages.find(platform, message)
        return found.place.workspace if found is not None else None

    async def first(self, platform: str, delivery: str) -> bool:
        """Note a delivery by the platform's id of it; tell whether no process had it before."""
        async with self._ports.store.work() as work:
            is_first = await work.arrivals.first(platform, delivery, self._ports.clock.now())
            await work.commit()
        return is_first

    async def busy(self) -> bool:
        """Tell whether a job has not ended or a message is not as wanted."""
        async with self._ports.store.work(write=False) as work:
            return bool(await work.jobs.unfinished() or await work.messages.unsent())

    async def meet(self, sender: Sender) -> tuple[Space, Person]:
        """Give who speaks and their space, made if they are new."""
        store, home, said = self._ports.store, home_of(sender), identity_of(sender)
        async with store.work(write=False) as work:
            known = await work.people.known(home, sender.account, said, manages=sender.manages)
        if known is not None:
            return known
        async with store.work() as work:
            met = await work.people.join(
                home, sender.account, name_of(sender), said, manages=sender.manages
            )
            await work.commit()
        return met

    def _call(self, space: Space, person: Person, ask: Ask) -> Call:
        place = place_of(ask.sender, person)
        locale = locale_of(person, space)
        standing = Standing.OUTSIDER
        this = f"{space.id}:{ask.id}"
        return Call(self._ports, space, person, standing, place, locale, this)

    async def _safely(self, call: Call, answer: Awaitable[Reply]) -> Reply:
        try:
            return await self._with_missed(await answer, call)
        except Repeated:
            return Reply()
        except Refused as refused:
            return Reply(refusal(call, refused))
        except Unavailable as unavailable:
            _log.warning("unavailable", extra={"action": "unavailable", "why": str(unavailable)})
            return Reply(Card(call.say("failed.unavailable"), tone=Tone.WARNING))
        except Exception:  # noqa: BLE001  the outermost door: a bug must not end the platform
            return Reply(incident(call))

    async def _with_missed(self, reply: Reply, call: Call) -> Reply:
        """Add what the caller missed; a form stands alone, and the next reply brings it."""
        await heard(call)
        if reply.form is not None:
            return reply
        return replace(reply, missed=await missed(self._ports.store, call.caller.id))

    async def _pressed(self, button_id: ButtonId, blank: Ask, call: Call) -> Reply:
        async with call.read() as work:
            button = await work.buttons.get(call.space.id, button_id)
        if button is None or button.command not in self._commands:
            raise Refused("button.gone")
        ask = replace(blank, command=button.command, answers=button.answers)
        return await self._asked_first(button.asks, ask, call)

    async def _asked_first(self, asks: tuple[str, ...], ask: Ask, call: Call) -> Reply:
        """Ask for options in a form, of whoever may run the command; with none, run it."""
        if not asks:
            return await self._answer(ask, call)
        command = self._commands[ask.command]
        try:
            async with call.read() as work:
                reading = self._reading(work, ask, call, {})
                inside = await admitted(command, ask.answers, call, reading)
        except Choose as choose:
            card = choice(call, ask.command, ask.answers, choose, asks)
            return Reply(await self._kept(card, call))
        return Reply(form=form_for(command, asks, ask.answers, inside))

    async def _answer(self, ask: Ask, call: Call) -> Reply:
        ask = cleaned(ask)
        command = self._commands.get(ask.command)
        if command is None:
            raise Refused("command.unknown")
        try:
            taken = await self._take(command, ask, call)
        except Choose as choose:
            return Reply(await self._kept(choice(call, ask.command, ask.answers, choose), call))
        if isinstance(taken, Form):
            return Reply(form=taken)
        if command.shows_present(taken.answers):
            return Reply(form=form_of_present(command, taken.answers, taken.call))
        ask = await beside(command, ask, call)
        taken = replace(taken, call=await addressed(taken.call, command, ask))
        if command.slow:
            return await self._enqueue(command, taken, ask)
        try:
            card = await command.run(taken.call, taken.ask)
        except Refused as refused:
            return Reply(form=corrected(command, ask.answers, refused, taken.call))
        return await self._shown(command, card, ask, taken.call)

    async def _take(self, command: AnyCommand, ask: Ask, call: Call) -> Taken | Form:
        mentioned = {each.account.user: await self._known(ask, each) for each in ask.mentioned}
        async with call.read() as work:
            return await take(command, ask.answers, call, self._reading(work, ask, call, mentioned))

    def _reading(
        self, work: Work, ask: Ask, call: Call, mentioned: Mapping[str, Person]
    ) -> Reading:
        return Reading(
            work, call.space, call.caller, call.today,
            self._ports.dates, self._ports.phrases, mentioned, ask.files,
        )  # fmt: skip

    async def _known(self, ask: Ask, mentioned: Mentioned) -> Person:
        sender = Sender(ask.sender.home, mentioned.account, mentioned.name, ask.sender.channel)
        return (await self.meet(sender))[1]

    async def _enqueue(self, command: AnyCommand, taken: Taken, ask: Ask) -> Reply:
        """Keep the job and its live message in one transaction; asking twice is asking once."""
        call = taken.call
        async with call.change() as work:
            key = call.id if command.key is None else await command.key(work, call, taken.ask)
            job = JobId(f"{command.name}:{key}")
            known = await work.jobs.get(job)
            if known is not None:
                revived = await work.jobs.again(job, call.caller.id)
                if revived:
                    await show(work, call.space.id, known.message, accepted(command, call))
                return await self._asked_before(work, known.message, call, revived=revived)
            place = await live_place(work, command, call)
            message = await live_message(work, command, ask, call, place, job)
            draft = JobDraft(
                id=job,
                space=call.space.id,
                command=command.name,
                answers=taken.answers,
                caller=call.caller.id,
                place=place,
                message=message,
            )
            await work.jobs.add(draft, call.now)
        return Reply(message=message)

    async def _asked_before(
        self, work: Work, message: MessageId, call: Call, *, revived: bool
    ) -> Reply:
        live = await work.messages.get(message)
        if revived or live is None:
            return Reply(message=message)
        if live.card.stages:
            own = replace(call, locale=locale_of(call.caller, call.space))
            return Reply(Card(own.say("job.running"), tone=Tone.BUSY), message=message)
        return Reply(live.card, audience=live.place.audience)

    async def _shown(self, command: AnyCommand, card: Card, ask: Ask, call: Call) -> Reply:
        """Put the answer where it belongs: over the pressed card, or as a new one."""
        if command.in_place and ask.message is not None:
            async with self._ports.store.work() as work:
                stood_on = await under(work, ask, call)
                if stood_on is not None:
                    await show(work, call.space.id, stood_on.id, card)
                    await work.commit()
                    return Reply(message=stood_on.id)
        replaces = command.in_place and ask.message is not None
        return Reply(await self._kept(card, call), audience=command.answer, replaces=replaces)

    async def _kept(self, card: Card, call: Call) -> Card:
        """Give the card dressed and its buttons kept."""
        dressed = dress(call.space.id, card)
        await self._keep(call.space.id, dressed.buttons)
        return dressed

    async def _keep(self, space: SpaceId, buttons: Sequence[Button]) -> None:
        """Keep buttons; known ones, as most are, cost no write."""
        if not buttons:
            return
        async with self._ports.store.work(write=False) as work:
            known = await work.buttons.have(space, buttons)
        if not known:
            async with self._ports.store.work() as work:
                await work.buttons.keep(space, buttons)
                await work.commit()
