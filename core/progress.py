"""How slow work shows where it is, in its one message."""

from dataclasses import replace

from core.cards import Button, Card, Stage, StageState, Tone
from core.model.messages import MessageId
from core.ports.outside import Live


def waiting(title: str, stages: tuple[str, ...], text: str = "") -> Card:
    """Give the card of accepted work whose stages are all still to come."""
    shown = tuple(Stage(name, StageState.PENDING) for name in stages)
    return Card(title, text=text, tone=Tone.BUSY, stages=shown)


class Progress:
    """Moves one card through its stages."""

    def __init__(self, live: Live, message: MessageId, card: Card) -> None:
        self._live = live
        self._message = message
        self._card = card

    def offer(self, *buttons: Button) -> None:
        """Show buttons from the next step on; they must be kept already."""
        self._card = replace(self._card, buttons=buttons)

    def at(self, index: int, detail: str = "") -> None:
        """Show that stage `index` runs and all before it are done (never blocks)."""
        stages = tuple(
            Stage(stage.name, _state(place, index), detail if place == index else stage.detail)
            for place, stage in enumerate(self._card.stages)
        )
        self._card = replace(self._card, stages=stages, text="")
        self._live.show(self._message, self._card)


def _state(place: int, current: int) -> StageState:
    if place < current:
        return StageState.DONE
    return StageState.RUNNING if place == current else StageState.PENDING
