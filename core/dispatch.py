"""The one door: every platform brings asks and presses here and gets replies.

Errors end here: `Refused` becomes a kind card, a bug becomes an incident with a number.
"""

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace

from core.call import Call
from core.cards import Button, ButtonId, Card, Form, Tone
from core.commands import AnyCommand, Registry
from core.errors import Choose, Refused, Repeated, Unavailable
from core.intake import Taken, form_for, take
from core.model.jobs import JobDraft, JobId
from core.model.messages import Draft, Message, MessageId
from core.model.people import Account, Home, Person, Space, locale_of
from core.model.places import Audience, Place
from core.model.projects import Standing
from core.options import Reading
from core.outgoing import dm_place, dress, post, show
from core.ports import Ports
from core.ports.outside import File
from core.ports.storage import Work
from core.progress import waiting

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody an ask names by the platform's id."""

    account: Account
    name: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks, from where. `channel` is where a public answer goes."""

    home: Home
    account: Account
    name: str
    channel: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A command with what was typed. `id` is the platform's own id of this ask.

    `message` is the platform's id of the message a button or its form stood on.
    """

    id: str
    sender: Sender
    command: str
    answers: Mapping[str, str]
    files: Mapping[str, File] = field(default_factory=dict[str, File])
    mentioned: tuple[Mentioned, ...] = ()
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed on a message."""

    id: str
    sender: Sender
    button: ButtonId
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show at once. All `None`: the answer is, or will be, in `message`.

    `replaces` tells that `card` takes the place of the card the button stood on.
    """

    card: Card | None = None
    form: Form | None = None
    audience: Audience = Audience.PRIVATE
    replaces: bool = False
    message: MessageId | None = None


class Dispatch:
    """Answers asks and presses."""

    def __init__(self, ports: Ports, commands: Registry) -> None:
        self._ports = ports
        self._commands = commands

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

    async def busy(self) -> bool:
        """Tell whether a job has not ended or a message is not as wanted."""
        async with self._ports.store.work(write=False) as work:
            return bool(await work.jobs.unfinished() or await work.messages.unsent())

    async def meet(self, sender: Sender) -> tuple[Space, Person]:
        """Give who speaks and their space, made if they are new."""
        store = self._ports.store
        async with store.work(write=False) as work:
            known = await work.people.known(sender.home, sender.account)
        if known is not None:
            return known
        async with store.work() as work:
            met = await work.people.join(sender.home, sender.account, sender.name)
            await work.commit()
        return met

    def _call(self, space: Space, person: Person, ask: Ask) -> Call:
        sender = ask.sender
        place = Place(sender.account.platform, sender.account.workspace, sender.channel)
        locale = locale_of(person, space)
        standing = Standing.OUTSIDER
        return Call(self._ports, space, person, standing, place, locale, ask.id)

    async def _safely(self, call: Call, answer: Awaitable[Reply]) -> Reply:
        try:
            return await answer
        except Repeated:
            return Reply()
        except Refused as refused:
            return Reply(refusal(call, refused))
        except Unavailable as unavailable:
            _log.warning("unavailable", extra={"action": "unavailable", "why": str(unavailable)})
            return Reply(Card(call.say("failed.unavailable"), tone=Tone.WARNING))
        except Exception:  # noqa: BLE001  the outermost door: a bug must not end the platform
            return Reply(incident(call))

    async def _pressed(self, button_id: ButtonId, blank: Ask, call: Call) -> Reply:
        async with call.read() as work:
            button = await work.buttons.get(call.space.id, button_id)
        if button is None:
            raise Refused("button.gone")
        ask = replace(blank, command=button.command, answers=button.answers)
        if button.asks:
            command = self._commands[button.command]
            return Reply(form=form_for(command, button.asks, button.answers, call))
        return await self._answer(ask, call)

    async def _answer(self, ask: Ask, call: Call) -> Reply:
        command = self._commands.get(ask.command)
        if command is None:
            raise Refused("command.unknown")
        call = _addressed(call, command)
        try:
            taken = await self._take(command, ask, call)
        except Choose as choose:
            return Reply(await self._kept(_choice(call, ask, choose), call))
        if isinstance(taken, Form):
            return Reply(form=taken)
        if command.slow:
            return await self._enqueue(command, taken, ask)
        card = await command.run(taken.call, taken.ask)
        return await self._shown(command, card, ask, taken.call)

    async def _take(self, command: AnyCommand, ask: Ask, call: Call) -> Taken | Form:
        mentioned = {each.account.user: await self._known(ask, each) for each in ask.mentioned}
        async with call.read() as work:
            reading = Reading(
                work, call.space, call.caller, call.today,
                self._ports.dates, self._ports.phrases, mentioned, ask.files,
            )  # fmt: skip
            return await take(command, ask.answers, call, reading)

    async def _known(self, ask: Ask, mentioned: Mentioned) -> Person:
        sender = replace(ask.sender, account=mentioned.account, name=mentioned.name)
        return (await self.meet(sender))[1]

    async def _enqueue(self, command: AnyCommand, taken: Taken, ask: Ask) -> Reply:
        """Keep the job and its live message in one transaction; asking twice is asking once."""
        call = taken.call
        async with call.change() as work:
            key = ask.id if command.key is None else await command.key(work, call, taken.ask)
            job = JobId(f"{command.name}:{key}")
            known = await work.jobs.get(job)
            if known is not None:
                revived = await work.jobs.again(job)
                if revived:
                    await show(work, call.space.id, known.message, accepted(command, call))
                return await self._asked_before(work, known.message, call, revived=revived)
            place = await _live_place(work, command, call)
            message = await _live_message(work, command, ask, call, place, job)
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
            return Reply(Card(call.say("job.running"), tone=Tone.BUSY), message=message)
        return Reply(live.card, audience=live.place.audience)

    async def _shown(self, command: AnyCommand, card: Card, ask: Ask, call: Call) -> Reply:
        """Put the answer where it belongs: over the pressed card, or as a new one."""
        if command.in_place and ask.message is not None:
            async with self._ports.store.work() as work:
                stood_on = await _stood_on(work, ask)
                if stood_on is not None:
                    await show(work, call.space.id, stood_on.id, card)
                    await work.commit()
                    return Reply(message=stood_on.id)
        replaces = command.in_place and ask.message is not None
        return Reply(await self._kept(card, call), audience=command.answer, replaces=replaces)

    async def _kept(self, card: Card, call: Call) -> Card:
        """Give the card dressed and its buttons kept; known ones, as most are, cost no write."""
        dressed = dress(call.space.id, card)
        async with call.read() as work:
            known = [await work.buttons.get(call.space.id, button.id) for button in dressed.buttons]
        if None in known:
            async with self._ports.store.work() as work:
                await work.buttons.keep(call.space.id, dressed.buttons)
                await work.commit()
        return dressed


def accepted(command: AnyCommand, call: Call) -> Card:
    """Give the first card of a slow command."""
    stages = tuple(call.say(stage) for stage in command.stages)
    return waiting(call.say(f"{command.words}.working"), stages, call.say("job.accepted"))


def refusal(call: Call, refused: Refused) -> Card:
    """Give the card of a refusal: what is wrong and what to do next."""
    text = call.say(f"refused.{refused.key}", **refused.params)
    return Card(call.say("refused.title"), text=text, tone=Tone.WARNING)


def incident(call: Call, *buttons: Button) -> Card:
    """Give the card of a bug, under a number that finds its trace in the log."""
    number = call.ports.chance.token()[:8]
    _log.exception("incident %s", number, extra={"action": "incident", "incident": number})
    text = call.say("failed.incident", number=number)
    return Card(call.say("failed.title"), text=text, tone=Tone.BAD, buttons=buttons)


def _choice(call: Call, ask: Ask, choose: Choose) -> Card:
    """Give the card that asks which is meant, a button for each: the same ask, completed."""
    buttons = tuple(
        Button(label, ask.command, {**ask.answers, str(choose.option): value})
        for value, label in choose.choices.items()
    )
    return replace(refusal(call, choose), buttons=buttons)


def _addressed(call: Call, command: AnyCommand) -> Call:
    """Speak the space's language in public, the person's in private."""
    public = command.answer is Audience.CHANNEL
    return replace(call, locale=call.space.locale) if public else call


async def _live_place(work: Work, command: AnyCommand, call: Call) -> Place:
    if command.answer is Audience.CHANNEL:
        return call.place
    return await dm_place(work, call.caller, call.place)


async def _stood_on(work: Work, ask: Ask) -> Message | None:
    if ask.message is None:
        return None
    return await work.messages.find(ask.sender.account.platform, ask.message)


async def _live_message(
    work: Work, command: AnyCommand, ask: Ask, call: Call, place: Place, job: JobId
) -> MessageId:
    """Give the message the job reports in: the pressed one where it is kept, else a new one."""
    card = accepted(command, call)
    stood_on = await _stood_on(work, ask) if command.in_place else None
    if stood_on is not None:
        await show(work, call.space.id, stood_on.id, card)
        return stood_on.id
    return await post(work, Draft(f"job:{job}", call.space.id, place, card), call.now)
