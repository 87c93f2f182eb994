"""Asks on their way to the core, and its replies on their way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adapters.slack import uploads
from adapters.slack.acts import Act, Acts
from adapters.slack.openings import Openings
from core.asks import Ask, Reply
from core.cards import ButtonId, Card, Tone
from core.commands import AnyCommand, Kind
from core.model.places import Audience


@dataclass(frozen=True, slots=True)
class Replies:
    """Asks the core, and shows what it replies."""

    acts: Acts
    openings: Openings

    async def ask(self, act: Act, command: AnyCommand, answers: Mapping[str, str]) -> Reply:
        """Give the reply to an ask, brought with its files and people."""
        links = {name: answers[name] for name in answers.keys() & file_options(command)}
        client, workspace = act.surface.client, act.heard.workspace
        ask = Ask(
            act.heard.id,
            act.sender,
            command.name,
            answers,
            await uploads.fetch(client, links),
            await self.acts.senders.mentioned(workspace, answers.values()),
            act.heard.stand.message or None,
        )
        reply = await self.acts.dispatch.ask(ask)
        private = command.slow and command.answer is not Audience.CHANNEL
        if reply.message is None or reply.card is not None or not private or ask.message:
            return reply
        speech = await self.acts.speech(act)
        return replace(reply, card=Card(speech.say("job.by_dm"), tone=Tone.BUSY))

    async def show(self, act: Act, reply: Reply, button: ButtonId | None = None) -> None:
        """Show a reply; `button` is what asks for the form that it is."""
        if reply.form is not None:
            await self.openings.open(act, reply.form, button)
            return
        card, unseen = reply.card, list[Card]()
        if card is None and act.surface.waits:
            card = Card((await self.acts.speech(act)).say("job.accepted"), tone=Tone.BUSY)
        if card is not None:
            private = reply.audience is not Audience.CHANNEL
            if not await act.surface.show(card, private=private, replaces=reply.replaces):
                unseen.append(card)
        await self.beside(act, reply.missed, unseen)

    async def beside(self, act: Act, cards: Sequence[Card], unseen: Sequence[Card] = ()) -> None:
        """Show what was missed, beside the rest; write that and what is `unseen` otherwise."""
        missed = [card for card in cards if not await act.surface.beside(card)]
        await self.acts.write(act, [*unseen, *missed])


def file_options(command: AnyCommand) -> frozenset[str]:
    """Give the options that take a file: it is uploaded in a form, never typed."""
    return frozenset(given.name for given in command.inputs if given.kind is Kind.FILE)
