"""`teampl check`: whether the program could start as it is configured, and what to do if not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from alembic.util import CommandError
from pydantic import SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from adapters.openai.reach import Reach, reachable
from adapters.openai.shutdowns import shutdown_day
from bot import tokens
from bot.settings import Settings
from bot.stores import open_store
from bot.tokens import Tokens
from core.errors import Misconfigured
from core.phrasebook import Phrasebook
from core.ports.outside import Clock

_PATIENCE = 10.0
"""Seconds to wait for the model server."""
_SHAPES = {
    "DISCORD_TOKEN": re.compile(r"[\w-]+\.[\w-]+\.[\w-]+"),
    "SLACK_BOT_TOKEN": re.compile(r"xoxb-\S+"),
    "SLACK_APP_TOKEN": re.compile(r"xapp-\S+"),
    "SLACK_SIGNING_SECRET": re.compile(r"[0-9a-f]{32}"),
}
"""How the vendors' tokens look; another shape is mostly a token in the wrong place."""

Say = Callable[..., str]


class State(StrEnum):
    """What a finding means for the start."""

    OK = "ok"
    UNSET = "unset"
    """Left out on purpose or not: the program starts without it."""
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check."""

    state: State
    text: str


async def check(settings: Settings, clock: Clock, phrases: Phrasebook) -> list[Finding]:
    """Give what was found, in the language new spaces start with.

    It makes the database where there is none and brings its tables to the newest form, as a
    start does; it sends nothing to Discord or Slack.
    """
    say = partial(phrases.say, settings.space.locale)
    findings = [Finding(State.OK, say("check.settings")), await _database(settings, clock, say)]
    try:
        held = tokens.read(settings)
    except Misconfigured as error:
        return [*findings, Finding(State.PROBLEM, say("check.token_file", problem=error))]
    findings.append(await _model(settings, held.openai, say))
    findings.extend(_shutdown(settings, say))
    findings.extend(_platforms(settings, held, say))
    return findings


def fails(findings: list[Finding]) -> bool:
    """Tell whether the program had better not be started."""
    return any(finding.state is State.PROBLEM for finding in findings)


async def _database(settings: Settings, clock: Clock, say: Say) -> Finding:
    url = make_url(settings.database_url).render_as_string(hide_password=True)
    try:
        store = await open_store(settings, clock)
        try:
            await store.migrate()
        finally:
            await store.close()
    except (Misconfigured, SQLAlchemyError, CommandError, OSError) as error:
        return Finding(State.PROBLEM, say("check.database_bad", url=url, problem=_short(error)))
    return Finding(State.OK, say("check.database", url=url))


async def _model(settings: Settings, key: SecretStr | None, say: Say) -> Finding:
    named = {"model": settings.ai.model, "variable": settings.ai.key_variable}
    if key is None:
        return Finding(State.UNSET, say("check.key_unset", **named))
    reach = await reachable(
        base_url=settings.ai_base_url,
        api_key=key.get_secret_value(),
        model=settings.ai.model,
        seconds=_PATIENCE,
    )
    match reach:
        case Reach.OK:
            return Finding(State.OK, say("check.model", **named))
        case Reach.KEY_REFUSED:
            return Finding(State.PROBLEM, say("check.key_refused", **named))
        case Reach.MODEL_UNKNOWN:
            return Finding(State.PROBLEM, say("check.model_unknown", **named))
        case Reach.UNREACHABLE:
            return Finding(State.PROBLEM, say("check.model_unreachable", **named))


def _shutdown(settings: Settings, say: Say) -> Iterator[Finding]:
    model = settings.ai.model
    day = shutdown_day(model)
    if day is None:
        yield Finding(State.OK, say("check.lasting", model=model))
    else:
        yield Finding(State.PROBLEM, say("check.shutdown", model=model, day=day))


def _platforms(settings: Settings, held: Tokens, say: Say) -> Iterator[Finding]:
    if held.discord is None:
        yield Finding(State.UNSET, say("check.platform_unset", platform="Discord"))
    else:
        yield _shaped("DISCORD_TOKEN", held.discord, say)
    if not held.slack_bot:
        yield Finding(State.UNSET, say("check.platform_unset", platform="Slack"))
        return
    yield from (_shaped("SLACK_BOT_TOKEN", token, say) for token in held.slack_bot)
    if settings.slack.mode == "socket":
        yield _shaped("SLACK_APP_TOKEN", held.slack_app, say)
    else:
        yield _shaped("SLACK_SIGNING_SECRET", held.slack_signing, say)


def _shaped(name: str, token: SecretStr | None, say: Say) -> Finding:
    if token is None:
        return Finding(State.PROBLEM, say("check.token_missing", name=name))
    if not _SHAPES[name].fullmatch(token.get_secret_value()):
        return Finding(State.PROBLEM, say("check.token_shape", name=name))
    return Finding(State.OK, say("check.token", name=name))


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0]
