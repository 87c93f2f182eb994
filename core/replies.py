"""What is said of an ask itself: it is taken, refused, not clear, or met a bug."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from core.call import Call
from core.cards import Button, Card, Tone
from core.commands import AnyCommand
from core.errors import Choose, Refused
from core.progress import waiting

_log = logging.getLogger(__name__)


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


def choice(
    call: Call,
    command: str,
    answers: Mapping[str, str],
    choose: Choose,
    asks: tuple[str, ...] = (),
) -> Card:
    """Give the card that asks which is meant, a button for each: the same ask, completed."""
    buttons = tuple(
        Button(label, command, {**answers, str(choose.option): value}, asks)
        for value, label in choose.choices.items()
    )
    return replace(refusal(call, choose), buttons=buttons)
