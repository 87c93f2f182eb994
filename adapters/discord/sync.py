"""Registers the commands with Discord when they are not what it has already."""

import json
import logging
from pathlib import Path

import discord
from discord import app_commands

from adapters.discord.commands import fingerprint, payload
from adapters.discord.outcomes import translated
from core.errors import Undeliverable

_log = logging.getLogger(__name__)

FILE = "discord-commands.fingerprint"


async def sync(
    tree: app_commands.CommandTree[discord.Client], folder: Path, guild: int | None
) -> None:
    """Register the commands of `tree`, in one server or in all, unless that was done before.

    What was registered is noted in `folder` by application and scope. Where Discord refuses,
    the bot goes on with the commands there are, the log says why, and the next start tries again.

    Raises:
        Unavailable: try again later.
    """
    scope = f"{tree.client.application_id}:{guild or 'all'}"
    file = folder / FILE
    known = _known(file)
    wanted = fingerprint(await payload(tree))
    if known.get(scope) == wanted:
        return
    place = discord.Object(guild) if guild else None
    if place is not None:
        tree.copy_global_to(guild=place)
    try:
        with translated():
            await tree.sync(guild=place)
    except (discord.HTTPException, Undeliverable) as error:
        _log.warning("commands not registered: %s", error, extra={"action": "sync"})
        return
    _keep(file, {**known, scope: wanted})
    _log.info("commands registered", extra={"action": "sync"})


def _known(file: Path) -> dict[str, str]:
    """Give what was noted; nothing where that cannot be read: registering again is harmless."""
    try:
        noted: object = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(noted, dict):
        return {}
    return {str(scope): str(print_) for scope, print_ in noted.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  any JSON may stand there


def _keep(file: Path, noted: dict[str, str]) -> None:
    half = file.with_name(f"{file.name}.part")
    half.write_text(json.dumps(noted), "utf-8")
    half.replace(file)
