"""Tokens: from the variables everybody knows, or from files the configuration names."""

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.settings import Settings
from core.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the outside services know us by; `None` where none is configured."""

    openai: SecretStr | None
    discord: SecretStr | None
    slack_bot: SecretStr | None
    slack_app: SecretStr | None
    slack_signing: SecretStr | None

    def known(self) -> tuple[str, ...]:
        """Give the secrets themselves, for what has to keep them out of sight."""
        held = (self.openai, self.discord, self.slack_bot, self.slack_app, self.slack_signing)
        return tuple(token.get_secret_value() for token in held if token)


def read(settings: Settings) -> Tokens:
    """Give the tokens; a variable overrules a file.

    Raises:
        Misconfigured: a file that is named cannot be read.
    """
    return Tokens(
        openai=_token(settings.ai.key_variable, settings.ai.key_file),
        discord=_token("DISCORD_TOKEN", settings.discord.token_file),
        slack_bot=_token("SLACK_BOT_TOKEN", settings.slack.bot_token_file),
        slack_app=_token("SLACK_APP_TOKEN", settings.slack.app_token_file),
        slack_signing=_token("SLACK_SIGNING_SECRET", settings.slack.signing_secret_file),
    )


def _token(variable: str, file: str) -> SecretStr | None:
    text = os.environ.get(variable, "").strip()
    if not text and file:
        text = _content(Path(file))
    return SecretStr(text) if text else None


def _content(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file}: the token cannot be read from it: {error}") from error
