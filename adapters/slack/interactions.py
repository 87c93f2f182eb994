"""Everything people do in Slack, brought to the core's one door and answered.

Each is acknowledged before anything is read, but for forms (`adapters.slack.submissions`).
"""

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace

from slack_bolt.context.ack.async_ack import AsyncAck

from adapters.slack import buttons, forms, heard
from adapters.slack.acts import Act, Acts
from adapters.slack.delivery import NAME
from adapters.slack.escapes import unescaped
from adapters.slack.heard import Heard, Payload
from adapters.slack.manifest import callback_of, meanings
from adapters.slack.openings import Openings
from adapters.slack.replies import Replies, file_options
from adapters.slack.senders import Senders
from adapters.slack.submissions import Submissions
from adapters.slack.surfaces import Surface
from adapters.slack.teams import Teams
from core import commands as core_commands
from core.arrivals import Arrivals
from core.asks import Ask, Pick, Press
from core.cards import Card, Tone
from core.commands import AnyCommand, Registry
from core.day import stand
from core.dispatch import Dispatch
from core.errors import Unavailable
from core.forms import opening
from core.guide import Guide, highest_standing
from core.model.people import Locale, locale_of
from core.ports import Ports
from core.typed import words_of
from core.vocabulary import Asked, HelpAsked, Unknown, Vocabulary

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """The core as interactions meet it; `prefix` stands before every slash command's name."""

    dispatch: Dispatch
    commands: Registry
    menus: tuple[core_commands.Menu, ...]
    ports: Ports
    prefix: str


class Interactions:
    """Answers commands, presses, menus, forms and whoever opens the Home."""

    def __init__(self, door: Door, teams: Teams, arrivals: Arrivals) -> None:
        self._dispatch = door.dispatch
        self._vocabulary = Vocabulary(door.commands, door.ports.phrases)
        self._nouns = meanings((*door.commands.values(),), door.prefix)
        self._menus = {callback_of(menu): menu for menu in door.menus}
        self._ports = door.ports
        self._teams = teams
        self._senders = Senders(teams, door.ports.clock)
        self._acts = Acts(door.dispatch, door.ports.phrases, teams, self._senders, arrivals)
        self._openings = Openings(self._acts, door.commands, door.ports.chance)
        self._replies = Replies(self._acts, self._openings)
        self._submissions = Submissions(self._replies, door.commands, door.ports.clock)

    async def command(self, body: Payload, ack: AsyncAck) -> None:
        """Answer a slash command."""
        await ack()
        async with self._acts.once(heard.of_command(body)) as act:
            if act is not None:
                noun = self._nouns.get(body["command"], body["command"].removeprefix("/"))
                await self._typed(act, f"{noun} {unescaped(body.get('text') or '')}")

    async def action(self, body: Payload, ack: AsyncAck) -> None:
        """Answer a press or a pick on a message, in a window, or in the Home."""
        await ack()
        button = buttons.pressed(body["actions"][0])
        async with self._acts.once(heard.of_interaction(body)) as act:
            if act is None or button is None:
                return
            pressed = Press(act.heard.id, act.sender, button, act.heard.stand.message or None)
            await self._replies.show(act, await self._dispatch.press(pressed), button)

    async def shortcut(self, body: Payload, ack: AsyncAck) -> None:
        """Answer an entry of a message's menu."""
        await ack()
        menu = self._menus.get(body["callback_id"])
        async with self._acts.once(heard.of_interaction(body)) as act:
            if act is None or menu is None:
                return
            message = body["message"]
            author = await self._senders.name(act.heard.workspace, message.get("user", ""))
            picked = heard.picked(body, author or message.get("username", ""))
            pick = Pick(act.heard.id, act.sender, menu.words, picked)
            await self._replies.show(act, await self._dispatch.pick(pick))

    async def submission(self, body: Payload, ack: AsyncAck) -> None:
        """Answer a form that was sent in."""
        await self._submissions.answer(heard.of_interaction(body), body["view"], ack)

    async def opened_home(self, body: Payload) -> None:
        """Show somebody their Home."""
        async with self._acts.once(heard.of_event(body)) as act:
            if act is not None and body["event"].get("tab") == "home":
                space, person = await self._dispatch.meet(act.sender)
                await stand(self._ports, space, person, act.sender.account)

    async def safely(self, answer: Awaitable[None], body: Payload) -> None:
        """Wait for an answer, and own up where it fails before the core could say why."""
        try:
            await answer
        except Exception as error:  # noqa: BLE001  the library would lose the acknowledgement
            await self._failed(error, heard.of(body))

    async def _failed(self, error: Exception, this: Heard) -> None:
        card = self._trouble(error, this.stand.locale)
        if this.workspace in self._teams.ids:
            client = self._teams.client(this.workspace)
            surface = Surface(client, this, waits=bool(this.view))
            await surface.show(card, private=True)

    async def _typed(self, act: Act, text: str) -> None:
        """Answer a line as it was typed."""
        try:
            found = self._vocabulary.find(tuple(words_of(text)))
        except ValueError:
            speech = await self._acts.speech(act)
            said = f"{speech.say('slack.unclosed')}\n`/{text}`"
            await self._acts.show(act, Card(speech.say("refused.title"), said, Tone.WARNING))
            return
        match found:
            case Asked(command, words):
                given = self._vocabulary.answers(command, words)
                await self._asked(act, command, given)
            case HelpAsked(commands, wrong):
                await self._acts.show(act, await self._help(act, commands, wrong=wrong))
            case Unknown(name):
                ask = Ask(act.heard.id, act.sender, name, {})
                await self._replies.show(act, await self._dispatch.ask(ask))

    async def _asked(self, act: Act, command: AnyCommand, given: Mapping[str, str]) -> None:
        """Answer a command, by a form where something is missing."""
        answers = {name: given[name] for name in given.keys() - file_options(command)}
        form = opening(command, answers, await self._acts.speech(act), forms.ROOM, whole=True)
        if form is not None:
            await self._openings.open(act, form)
        else:
            await self._replies.show(act, await self._replies.ask(act, command, answers))

    async def _help(self, act: Act, commands: tuple[AnyCommand, ...], *, wrong: bool) -> Card:
        """Explain commands, with a button for each."""
        space, person = await self._dispatch.meet(act.sender)
        typed = {noun: slashed.removeprefix("/") for slashed, noun in self._nouns.items()}
        guide = Guide(self._ports.phrases, locale_of(person, space), NAME, typed)
        standing = await highest_standing(self._ports.store, person)
        card = guide.overview(commands, standing, wrong=wrong)
        made = [guide.button(each) for each in commands if standing.reaches(each.who)]
        return replace(card, buttons=await self._dispatch.keep(act.sender, made))

    def _trouble(self, error: Exception, locale: Locale) -> Card:
        say = self._ports.phrases.say
        if isinstance(error, Unavailable):
            _log.warning("unavailable", extra={"action": "unavailable", "why": str(error)})
            return Card(say(locale, "failed.unavailable"), tone=Tone.WARNING)
        number = self._ports.chance.token()[:8]
        told = {"action": "incident", "incident": number}
        _log.error("incident %s", number, exc_info=error, extra=told)
        text = say(locale, "failed.incident", number=number)
        return Card(say(locale, "failed.title"), text=text, tone=Tone.BAD)
