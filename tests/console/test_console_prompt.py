"""Somebody who types."""

from collections.abc import Iterator

from adapters.console.prompt import Prompt
from core.cards import Card, Tone
from tests.console.table import Table


async def test_typing_goes_on_until_the_input_ends(table: Table) -> None:
    typed = iter(["/me today", "", "무슨 말", "\udcff", "/help"])
    await Prompt(table.lines, table.seen, "지민", lambda _: _next(typed)).run()
    shown = [event.shown for event in table.seen.events]
    tones = [card.tone for card in shown if isinstance(card, Card)]
    assert len(tones) == 4
    assert tones[1:3] == [Tone.WARNING, Tone.WARNING]


def _next(typed: Iterator[str]) -> str:
    for line in typed:
        return line
    raise EOFError
