"""Discord's limits, and text measured by them.

Lengths are counted in UTF-16 units, as Discord's clients count; its server counts code points,
which are never more.
"""

FILES = 10
"""https://discord.com/developers/docs/resources/message#create-message, also that below."""
FILE_BYTES = 10 * 2**20

COMPONENTS = 40
"""https://discord.com/developers/docs/components/reference, also those to `UPLOADS`."""
TEXT = 4000
"""Of all texts of a message together."""
BUTTONS = 5
"""In a row."""
BUTTON_LABEL = 80
OPTIONS = 25
OPTION_LABEL = 100
USERS = 25
MODAL_TITLE = 45
MODAL_PARTS = 5
LABEL = 45
LABEL_HELP = 100
INPUT = 4000
INPUT_PLACEHOLDER = 100
UPLOADS = 1
"""Files an option takes; Discord would take ten."""

CHOICES = 25
"""https://discord.com/developers/docs/interactions/application-commands, also those below."""
CHOICE_NAME = 100
STRING = 6000
"""Characters of a text option."""


def length(text: str) -> int:
    """Give how long Discord finds `text`."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, most: int) -> str:
    """Give `text`, ending in … where it is longer than `most`."""
    if length(text) <= most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)]
    return kept.decode("utf-16-le", "ignore") + "…"
