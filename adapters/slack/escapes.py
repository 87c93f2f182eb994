"""Text as Slack hands it over, back to what somebody typed.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from html import unescape

_ESCAPED = re.compile(r"<(?P<kind>[@#!]?)(?P<what>[^<>|]+)(?:\|(?P<shown>[^<>]*))?>")


def unescaped(text: str) -> str:
    """Give what was typed: people as `<@U1>`, channels by name, addresses as they are."""
    return unescape(_ESCAPED.sub(_typed, text))


def _typed(found: re.Match[str]) -> str:
    what, shown = found["what"], found["shown"]
    match found["kind"]:
        case "@":
            return f"<@{what}>"
        case "#":
            return f"#{shown or what}"
        case "!":
            return f"@{what}" if what in {"here", "channel", "everyone"} else shown or what
        case _:
            return what
