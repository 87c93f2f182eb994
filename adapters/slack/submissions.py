"""Forms that are sent in.

How one is acknowledged closes it, keeps it open with what was wrong, or lets it wait. So the core
has a moment, shorter than anybody notices, in which its answer becomes the acknowledgement; after
that the form shows that the bot is at work, and then the answer.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slack_bolt.context.ack.async_ack import AsyncAck

from adapters.slack import forms
from adapters.slack.acts import Act
from adapters.slack.heard import Heard, Payload
from adapters.slack.replies import Replies
from adapters.slack.texts import Json
from adapters.slack.windows import window
from core.asks import Press, Reply
from core.cards import ButtonId, Card, Tone
from core.commands import Registry
from core.forms import after
from core.ports.outside import Clock

_MOMENT = 0.05
"""Seconds in which an answer can be the acknowledgement of a form."""
_SEEN = timedelta(seconds=0.5)
"""How long a form waits at least: what it shows next must not come before its acknowledgement."""


@dataclass(frozen=True, slots=True)
class _Told:
    """The answer to a form."""

    act: Act
    reply: Reply


@dataclass(frozen=True, slots=True)
class Submissions:
    """Answers forms."""

    replies: Replies
    commands: Registry
    clock: Clock

    async def answer(self, sent: Heard, view: Payload, ack: AsyncAck) -> None:
        """Answer a form that was sent in."""
        with self.replies.acts.arrivals.answering():
            seen: datetime | None = None
            try:
                async with asyncio.TaskGroup() as group:
                    working = group.create_task(self._submitted(sent, view))
                    await asyncio.wait({working}, timeout=_MOMENT)
                    if not working.done():
                        await ack(response_action="update", view=self._waiting(sent, view))
                        seen = self.clock.now() + _SEEN
            except ExceptionGroup as errors:
                await self._rest(seen)
                raise errors.exceptions[0] from errors
            await self._rest(seen)
            told = working.result()
            if told is None:
                await ack()
            elif seen is not None:
                act = replace(told.act, surface=replace(told.act.surface, waits=True))
                await self.replies.show(act, told.reply)
            else:
                await self._acknowledge(told, view, ack)

    async def _rest(self, until: datetime | None) -> None:
        """Wait until a form that shows that the bot is at work was seen, where it shows that."""
        if until is not None:
            await self.clock.sleep(max(until - self.clock.now(), timedelta()))

    async def _submitted(self, sent: Heard, view: Payload) -> _Told | None:
        """Give the answer to a form, `None` where it was answered before."""
        acts, button = self.replies.acts, ButtonId(view["callback_id"])
        act = await acts.begin(sent)
        if act is None:
            return None
        press = Press(sent.id, act.sender, button, sent.stand.message or None)
        reply = await acts.dispatch.press(press)
        if reply.form is None:
            return _Told(act, reply)
        command = self.commands[reply.form.command]
        left = after(reply.form, forms.answered(view["state"]["values"]), command)
        if left.fields:
            return _Told(act, Reply(form=left))
        return _Told(act, await self.replies.ask(act, command, left.answers))

    async def _acknowledge(self, told: _Told, view: Payload, ack: AsyncAck) -> None:
        """Close a form, or keep it open with what was wrong, or put the answer in its place."""
        act, reply = told.act, told.reply
        if reply.form is not None:
            wrong = forms.errors(reply.form)
            if wrong and wrong.keys() <= {block.get("block_id") for block in view["blocks"]}:
                await ack(response_action="errors", errors=dict(wrong))
                return
            shown = await self.replies.openings.kept(act, reply.form)
            await ack(response_action="update", view=shown)
        elif reply.card is not None and not act.heard.stand.url:
            await ack(response_action="update", view=window(reply.card))
            await self.replies.beside(act, reply.missed)
        else:
            await ack()
            await self.replies.show(act, reply)

    def _waiting(self, sent: Heard, view: Payload) -> Json:
        """Give what a form shows while the bot is at work."""
        said = self.replies.acts.phrases.say(sent.stand.locale, "slack.waiting")
        return window(Card(view["title"]["text"], said, Tone.BUSY))
