"""Every error of Teampl on one page.

`Refused` is for the person, `Unavailable` and `Unusable` are for the runner that
retries or falls back; anything else is a bug and ends as an incident.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType


class TeamplError(Exception):
    """The root of all errors raised on purpose."""


class Refused(TeamplError):
    """The person can do something about it; said in their language with the next step.

    Args:
        key: the sentence, a key of `core/phrases` under `[refused]`, without that prefix.
        option: the name of the option that is wrong, `None` when it is not one option.
        params: what the sentence names.
    """

    def __init__(self, key: str, *, option: str | None = None, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.option = option
        self.params: Mapping[str, object] = MappingProxyType(params)


class Choose(Refused):
    """One of several things is meant, and only the person can say which.

    Args:
        key: as of `Refused`.
        option: the option that is not clear.
        choices: what the option may be, with a label each.
    """

    def __init__(self, key: str, option: str, choices: Mapping[str, str]) -> None:
        super().__init__(key, option=option, choices=list(choices.values()))
        self.choices = MappingProxyType(dict(choices))


class Stale(Refused):
    """Somebody changed the thing first; the newest state is shown instead."""

    def __init__(self) -> None:
        super().__init__("stale")


class Repeated(TeamplError):
    """This very ask was already answered: a platform delivered it twice."""


class Unavailable(TeamplError):
    """An outside service does not answer now; trying again later may help.

    Args:
        service: which one: `ai`, `discord`, `slack`, …
        reason: what happened, for the log: `timeout`, `rate limit`, `connection`, …
        retry_after: how long the service asked us to wait, `None` when it did not say.
    """

    def __init__(self, service: str, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(f"{service}: {reason}")
        self.service = service
        self.reason = reason
        self.retry_after = retry_after


class Unusable(TeamplError):
    """An outside service answered, and the answer cannot be used; asking again will not help.

    Args:
        reason: a word for the log and for the repair round: `refusal`, `truncated`, …
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Undeliverable(TeamplError):
    """A message can never arrive where it was sent: a closed DM, a deleted channel."""


class ScriptUnreadable(TeamplError):
    """A console script holds a line that is no line of the grammar.

    Args:
        line: its number, from 1.
        problem: what is wrong, in English, for standard error.
    """

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line


class Misconfigured(TeamplError):
    """The program cannot start as it is configured; the text says what to do."""
