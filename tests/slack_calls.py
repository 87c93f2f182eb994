"""Every method of Slack's that the bot calls, and what becomes of it when Slack fails it.

The fixture that starts the local Slack finds every call of every test here, and a test every
method that the adapter's source names. `CALLS` is failed in `tests/slack/test_slack_failures.py`,
`DELIVERING` in `tests/slack/test_slack_delivery.py`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Failure(StrEnum):
    """How a call fails."""

    LIMITED = "a rate limit of a second"
    REFUSED = "invalid_auth"
    UNKNOWN = "channel_not_found"
    BROKEN = "status 500"
    LOST = "a connection that is cut"

    def mishap(self) -> Mapping[str, object]:
        """Give what the local Slack does."""
        match self:
            case Failure.LIMITED:
                return {"status": 429, "retry_after": 1}
            case Failure.REFUSED | Failure.UNKNOWN:
                return {"error": self.value}
            case Failure.BROKEN:
                return {"status": 500}
            case Failure.LOST:
                return {"dropped": True}


class Outcome(StrEnum):
    """What becomes of it; nothing is lost and nothing happens twice in any case."""

    WHOLE = "as though nothing had failed"
    OTHERWISE = "as the scene of the call states"
    ENDED = "the program ends with a line on the token"


Outcomes = Mapping[Failure, Outcome]


def _outcomes(
    refused: Outcome,
    unknown: Outcome,
    broken: Outcome = Outcome.WHOLE,
) -> Outcomes:
    return MappingProxyType(
        {
            Failure.LIMITED: Outcome.WHOLE,
            Failure.REFUSED: refused,
            Failure.UNKNOWN: unknown,
            Failure.BROKEN: broken,
            Failure.LOST: broken,
        }
    )


ASIDE = _outcomes(Outcome.WHOLE, Outcome.WHOLE)
"""On which nothing stands."""
AGAIN = _outcomes(Outcome.OTHERWISE, Outcome.OTHERWISE)
"""Made again where that does no harm."""
ONCE = _outcomes(Outcome.OTHERWISE, Outcome.OTHERWISE, Outcome.OTHERWISE)
"""Never made again but where Slack did not take it."""

CALLS: Mapping[str, Outcomes] = MappingProxyType(
    {
        "auth.test": _outcomes(Outcome.ENDED, Outcome.ENDED),
        "apps.connections.open": _outcomes(Outcome.ENDED, Outcome.WHOLE),
        "users.info": ASIDE,
        "views.open": ONCE,
        "views.update": AGAIN,
        "conversations.open": AGAIN,
        "files.getUploadURLExternal": AGAIN,
        "files.completeUploadExternal": ONCE,
        "files.info": AGAIN,
    }
)
DELIVERING = frozenset(
    {
        "chat.postMessage",
        "chat.update",
        "conversations.create",
        "conversations.history",
        "conversations.invite",
        "conversations.kick",
        "conversations.list",
        "conversations.members",
        "conversations.replies",
        "conversations.setTopic",
        "files.delete",
        "pins.add",
        "views.publish",
    }
)
