"""The command line: `teampl console · demo · check · migrate · worker · run`."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters.console.commands import person_name
from bot import check, configuration, console, demo, log, tokens
from bot.app import compose, stoppable
from bot.clock import SystemClock
from bot.settings import Settings
from bot.stores import open_store
from core.errors import Misconfigured, ScriptUnreadable, Unavailable
from core.model.people import Locale
from core.phrasebook import load

_OK, _FAILED, _UNUSABLE = 0, 1, 2
_CODES = """\
exit codes: 0 it ran to its end or was told to stop; 1 it could not go on, or the check found
a problem; 2 it cannot start as it is configured, or the script cannot be read"""
_DEMO = Path("demo")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; give its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        return asyncio.run(chosen.run(chosen))
    except Misconfigured as error:
        return _ended(_UNUSABLE, str(error))
    except ScriptUnreadable as error:
        return _ended(_UNUSABLE, str(error))
    except Unavailable as error:
        return _ended(_FAILED, str(error))
    except KeyboardInterrupt:
        return _OK


async def _console(chosen: argparse.Namespace) -> int:
    session = console.Session(chosen.speaker, chosen.script, chosen.jsonl, chosen.now)
    await console.run(_settings(chosen), session)
    return _OK


async def _demo(chosen: argparse.Namespace) -> int:
    chosen.data = demo.fresh_folder(chosen.data)
    await demo.run(_settings(chosen), demo.pace(chosen.pace))
    return _OK


async def _check(chosen: argparse.Namespace) -> int:
    findings = await check.check(_settings(chosen), SystemClock(), load())
    for finding in findings:
        sys.stdout.write(f"{finding.state:8}{finding.text}\n")
    return _FAILED if check.fails(findings) else _OK


async def _migrate(chosen: argparse.Namespace) -> int:
    store = await open_store(_settings(chosen), SystemClock())
    try:
        await store.migrate()
    finally:
        await store.close()
    return _OK
