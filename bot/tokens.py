"""Tokens: from the variables everybody knows, or from files the configuration names."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.settings import Settings
from core.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the outside services know us by; `None` where none is configured.

    `slack_bot` has a token for every workspace.
    """

    openai: SecretStr | None = None
    discord: SecretStr | None = None
    slack_bot: tuple[SecretStr, ...] = ()
    slack_app: SecretStr | None = None
    slack_signing: SecretStr | None = None

    def known(self) -> tuple[str, ...]:
        """Give the secrets themselves, for what has to keep them out of sight."""
        held = (self.openai, self.discord, *self.slack_bot, self.slack_app, self.slack_signing)
        return tuple(token.get_secret_value() for token in held if token)


def read(settings: Settings) -> Tokens:
    """Give the tokens; a variable overrules a file.

    Raises:
        Misconfigured: a file that is named cannot be read.
    """
    return Tokens(
        openai=_token(settings.ai.key_variable, settings.ai.key_file),
        discord=_token("DISCORD_TOKEN", settings.discord.token_file),
        slack_bot=_several(_token("SLACK_BOT_TOKEN", settings.slack.bot_token_file)),
        slack_app=_token("SLACK_APP_TOKEN", settings.slack.app_token_file),
        slack_signing=_token("SLACK_SIGNING_SECRET", settings.slack.signing_secret_file),
    )


def _token(variable: str, file: str) -> SecretStr | None:
    text = os.environ.get(variable, "").strip()
    if not text and file:
        text = _content(Path(file))
    return SecretStr(text) if text else None


def _several(tokens: SecretStr | None) -> tuple[SecretStr, ...]:
    """Give the tokens between commas or spaces."""
    if tokens is None:
        return ()
    return tuple(map(SecretStr, re.split(r"[\s,]+", tokens.get_secret_value())))


def _content(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file}: the token cannot be read from it: {error}") from error
