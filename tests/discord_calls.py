"""Every call the bot makes to Discord, and what becomes of it when Discord fails it.

The fixture that starts the local Discord finds every call of every test in `OUTCOMES`, and
each is failed in each way in `tests/discord/test_discord_failures.py`.
"""

from enum import StrEnum


class Failure(StrEnum):
    """How a call fails. The wall before Discord refuses without saying what: no retry helps."""

    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    LIMITED = "429"
    WALL = "429 of the wall"
    BROKEN = "500"

    @property
    def status(self) -> int:
        """Give the status."""
        return int(self.value[:3])


class Outcome(StrEnum):
    """What becomes of it; nothing is lost and nothing happens twice in any case."""

    WHOLE = "as though nothing had failed"
    OTHERWISE = "as the scene of the call states"
    ENDED = "the program ends with a line on the token; everything is there at the next start"


Outcomes = dict[Failure, Outcome]


def _outcomes(unauthorized: Outcome, refused: Outcome, wall: Outcome) -> Outcomes:
    return {
        Failure.UNAUTHORIZED: unauthorized,
        Failure.FORBIDDEN: refused,
        Failure.NOT_FOUND: refused,
        Failure.LIMITED: Outcome.WHOLE,
        Failure.WALL: wall,
        Failure.BROKEN: Outcome.WHOLE,
    }


WITHIN = _outcomes(Outcome.OTHERWISE, Outcome.OTHERWISE, Outcome.OTHERWISE)
"""Of calls with an interaction's own token."""
ASIDE = _outcomes(Outcome.WHOLE, Outcome.WHOLE, Outcome.WHOLE)
"""Of those on which nothing stands."""
OWN = _outcomes(Outcome.ENDED, Outcome.OTHERWISE, Outcome.WHOLE)
"""Of calls with the bot's token."""
LOOKED_UP = _outcomes(Outcome.ENDED, Outcome.OTHERWISE, Outcome.OTHERWISE)
"""Of those that a person waits for."""
STARTING = _outcomes(Outcome.ENDED, Outcome.WHOLE, Outcome.WHOLE)
"""Of those that are made again until Discord answers."""
FETCHED = dict.fromkeys(Failure, Outcome.OTHERWISE)
"""Of files: whoever gave one can give it again."""

_CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
SAYS, THINKS, STANDS, OFFERS, ASKS = (f"{_CALLBACK} as {kind}" for kind in (4, 5, 6, 8, 9))
_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
FOLLOW, FILL, TAKE_AWAY = (
    f"POST {_HOOK}",
    f"PATCH {_HOOK}/messages/@original",
    f"DELETE {_HOOK}/messages/@original",
)
_CHANNEL = "/channels/{channel_id}"
POST, HISTORY = f"POST {_CHANNEL}/messages", f"GET {_CHANNEL}/messages"
EDIT = f"PATCH {_CHANNEL}/messages/{{message_id}}"
PIN = f"PUT {_CHANNEL}/messages/pins/{{message_id}}"
OPEN_DM = "POST /users/@me/channels"
MEMBER = "GET /guilds/{guild_id}/members/{user_id}"
CHANNELS, MAKE_CHANNEL = "GET /guilds/{guild_id}/channels", "POST /guilds/{guild_id}/channels"
CHANNEL, CHANGE_CHANNEL = f"GET {_CHANNEL}", f"PATCH {_CHANNEL}"
THREADS = "GET /guilds/{guild_id}/threads/active"
ARCHIVED = f"GET {_CHANNEL}/users/@me/threads/archived/private"
MAKE_THREAD = f"POST {_CHANNEL}/threads"
ADD_TO_THREAD = f"PUT {_CHANNEL}/thread-members/{{user_id}}"
TAKE_FROM_THREAD = f"DELETE {_CHANNEL}/thread-members/{{user_id}}"
FILE = "GET /attachments/{channel_id}/{file_id}/{name}"
ME, APPLICATION = "GET /users/@me", "GET /oauth2/applications/@me"
REGISTER = "PUT /applications/{application_id}/commands"
REGISTER_HERE = "PUT /applications/{application_id}/guilds/{guild_id}/commands"
GATEWAY = "GET /gateway/bot"

OUTCOMES: dict[str, Outcomes] = {
    SAYS: WITHIN,
    THINKS: WITHIN,
    STANDS: WITHIN,
    OFFERS: WITHIN,
    ASKS: WITHIN,
    FOLLOW: WITHIN,
    FILL: WITHIN,
    TAKE_AWAY: ASIDE,
    POST: OWN,
    EDIT: OWN,
    HISTORY: {**OWN, Failure.FORBIDDEN: Outcome.WHOLE},
    PIN: OWN,
    OPEN_DM: OWN,
    MEMBER: LOOKED_UP,
    CHANNELS: OWN,
    MAKE_CHANNEL: OWN,
    CHANNEL: OWN,
    CHANGE_CHANNEL: OWN,
    THREADS: OWN,
    ARCHIVED: {**OWN, Failure.FORBIDDEN: Outcome.WHOLE},
    MAKE_THREAD: OWN,
    ADD_TO_THREAD: OWN,
    TAKE_FROM_THREAD: OWN,
    FILE: FETCHED,
    ME: STARTING,
    APPLICATION: STARTING,
    GATEWAY: STARTING,
    REGISTER: OWN,
    REGISTER_HERE: OWN,
}
