"""Cards in a window of their own, where there is no message to show them in."""

from adapters.slack import limits
from adapters.slack.cards import home_view
from adapters.slack.sections import headline
from adapters.slack.texts import Json
from core.cards import Card

_NOTHING = "…"


def window(card: Card) -> Json:
    """Give the view that shows `card`."""
    title = limits.clip(headline(card), limits.VIEW_TITLE) or _NOTHING
    shown = {"type": "plain_text", "text": title}
    return {"type": "modal", "title": shown, "blocks": home_view(card)["blocks"]}
