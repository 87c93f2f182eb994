"""Slack's limits, and text measured by them.

Lengths are counted in UTF-16 units with `&`, `<` and `>` as the entities that Slack keeps: no
way of counting that Slack uses finds more.
"""

from bisect import bisect_right

MESSAGE_TEXT = 4000
"""https://docs.slack.dev/reference/methods/chat.update"""
VIEW_BLOCKS = 100
"""https://docs.slack.dev/reference/block-kit/blocks, also those to `CONTEXT`."""
HEADER = 150
BUTTONS = 25
"""Elements of an actions block."""
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TEXT_OBJECT = 3000
"""https://docs.slack.dev/reference/block-kit/composition-objects/text-object"""
CONTEXT = 2000
"""Of one text; what is longer is no context."""

BLOCKS_TEXT = 8000
"""Of all blocks of a message. Nowhere written down: Slack refuses with `msg_blocks_too_long` what
is over some 12,000 characters and what it adds for the blocks around them
(https://github.com/slackapi/bolt-js/issues/2509, https://github.com/slackapi/bolt-js/issues/2867).
"""
ELEMENT = 20
"""Counted for each element around a text."""
VIEW_TEXT = 12_000
"""Of all blocks of a view, which is at most 250 kB of JSON."""

BUTTON_LABEL = 75
"""https://docs.slack.dev/reference/block-kit/block-elements, also those to `UPLOADS`."""
OPTIONS = 100
OPTION_LABEL = 75
CHECKBOXES = 10
INPUT = 3000
UPLOADS = 1
"""Files an option takes; Slack would take ten."""
FILE_BYTES = 10 * 2**20
"""Of a file uploaded in a form."""
INPUT_LABEL = 2000
"""https://docs.slack.dev/reference/block-kit/blocks/input-block, also `INPUT_HINT`."""
INPUT_HINT = 2000

VIEW_TITLE = 24
"""https://docs.slack.dev/reference/views, also those below."""
VIEW_BUTTON = 24
VIEW_METADATA = 3000

APP_NAME = 35
"""https://docs.slack.dev/reference/app-manifest, also those below."""
APP_DESCRIPTION = 140
BOT_NAME = 80
COMMANDS = 50
COMMAND = 32
COMMAND_DESCRIPTION = 2000
COMMAND_HINT = 1000
SHORTCUT = 24
SHORTCUT_DESCRIPTION = 150


def length(text: str) -> int:
    """Give how long Slack finds `text` at the most."""
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return units + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def clip(text: str, most: int) -> str:
    """Give `text`, ending in … where it is longer than `most`."""
    if length(text) <= most:
        return text
    kept = text[:most]
    ends = range(len(kept) + 1)
    return kept[: bisect_right(ends, most - 1, key=lambda end: length(kept[:end])) - 1] + "…"
