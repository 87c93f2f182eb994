"""The command line: `teampl run · console · demo · check · migrate · manifest · worker`."""

import argparse
import asyncio
import getpass
import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import TextIOWrapper
from pathlib import Path

from adapters.console.commands import person_name
from adapters.slack.manifest import manifest
from bot import check, configuration, console, demo, log, run, tokens
from bot.app import compose, stoppable
from bot.clock import SystemClock
from bot.settings import Settings
from bot.stores import open_store
from core.errors import Misconfigured, ScriptUnreadable, Unavailable
from core.features import COMMANDS, MENUS
from core.model.people import Locale
from core.phrasebook import load

_OK, _FAILED, _UNUSABLE = 0, 1, 2
_CODES = """\
exit codes: 0 it ran to its end, or was told to stop; 1 it could not go on, or the check found
a problem; 2 it cannot start as it is configured, or the script cannot be read"""
_DEMO = Path("demo")
_LONGEST_PACE = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    chosen = _parser().parse_args(arguments)
    try:
        with asyncio.Runner(loop_factory=_loop_factory(chosen)) as runner:
            return runner.run(chosen.run(chosen))
    except (Misconfigured, ScriptUnreadable) as error:
        sys.stderr.write(f"teampl: {error}\n")
        return _UNUSABLE
    except Unavailable as error:
        sys.stderr.write(f"teampl: {error}\n")
        return _FAILED
    except KeyboardInterrupt:
        return _OK


def _loop_factory(chosen: argparse.Namespace) -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give what the database needs: psycopg does not run on Windows' usual loop."""
    if sys.platform == "win32" and "config" in chosen:
        if _settings(chosen).database_url.startswith("postgresql://"):
            return asyncio.SelectorEventLoop
    return None


async def _console(chosen: argparse.Namespace) -> int:
    settings = _settings(chosen)
    session = console.Session(
        chosen.speaker or _own_name(), chosen.script, chosen.jsonl, chosen.now
    )
    await console.run(settings, tokens.read(settings), session)
    return _OK


async def _demo(chosen: argparse.Namespace) -> int:
    await demo.run(demo.fresh_folder(chosen.data), demo.pace(chosen.pace))
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


async def _worker(chosen: argparse.Namespace) -> int:
    settings = _settings(chosen)
    if not settings.database_url.startswith("postgresql://"):
        raise Misconfigured(
            "a worker shares its database with other processes, which takes PostgreSQL: set "
            "[database] url to postgresql://… (with SQLite the one process runs its own jobs)"
        )
    held = tokens.read(settings)
    log.start(held.known())
    with stoppable():
        async with compose(settings, held, SystemClock()) as app, app.running():
            await asyncio.Event().wait()
    return _OK


async def _run(chosen: argparse.Namespace) -> int:
    settings = _settings(chosen)
    await run.run(settings, tokens.read(settings))
    return _OK


async def _manifest(chosen: argparse.Namespace) -> int:
    settings = _settings(chosen).slack
    socket = settings.mode == "socket"
    if not (socket or chosen.url):
        raise Misconfigured("[slack] mode is http: say --url https://… of this server as well")
    made = manifest(COMMANDS, MENUS, load(), settings.prefix, socket=socket, url=chosen.url)
    sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
    return _OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("teampl", description=__doc__, epilog=_CODES)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    configured = argparse.ArgumentParser(add_help=False)
    configured.add_argument("--config", type=Path, metavar="F", help="default: config.toml")
    configured.add_argument("--data", type=Path, metavar="DIR", help="database, files and logs")
    for name, command, told in (
        ("check", _check, "say whether the configuration works, and what to do if not"),
        ("migrate", _migrate, "bring the database's tables to the newest form"),
        ("worker", _worker, "run jobs without a chat platform (PostgreSQL)"),
        ("run", _run, "connect to the chat platforms"),
    ):
        added = commands.add_parser(name, help=told, parents=[configured], epilog=_CODES)
        added.set_defaults(run=command)
    _add_console(
        commands.add_parser("console", help="talk here", parents=[configured], epilog=_CODES)
    )
    _add_manifest(
        commands.add_parser(
            "manifest",
            help="print what a platform has to know",
            parents=[configured],
            epilog=_CODES,
        )
    )
    _add_demo(commands.add_parser("demo", help="play a semester of five students", epilog=_CODES))
    return parser


def _add_console(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_console)
    parser.add_argument(
        "--as", dest="speaker", type=_name, metavar="NAME", help="who you are; default: your user"
    )
    parser.add_argument(
        "--script", metavar="FILE", help="do what a file says; - for standard input"
    )
    parser.add_argument("--jsonl", action="store_true", help="write lines of JSON")
    parser.add_argument("--now", type=_instant, metavar="ISO-8601", help="let the clock start here")
    parser.add_argument("--locale", type=Locale, choices=list(Locale), help="of new spaces")


def _add_manifest(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_manifest)
    parser.add_argument("platform", choices=["slack"], help="which platform")
    parser.add_argument(
        "--url", default="", help="https://… under which Slack reaches the bot in http mode"
    )


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_demo)
    parser.add_argument("--data", type=Path, metavar="DIR", default=_DEMO, help="default: ./demo")
    parser.add_argument("--pace", type=_pace, metavar="SECONDS", help="between two lines")


def _settings(chosen: argparse.Namespace) -> Settings:
    settings = configuration.load(chosen.config, chosen.data)
    locale: Locale | None = getattr(chosen, "locale", None)
    if locale is None:
        return settings
    space = settings.space.model_copy(update={"locale": locale})
    return settings.model_copy(update={"space": space})


def _own_name() -> str:
    try:
        return person_name(getpass.getuser())
    except (OSError, KeyError, ValueError):
        return "me"


def _name(text: str) -> str:
    try:
        return person_name(text.removeprefix("@"))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("say the offset too, like 2026-12-01T09:00:00+09:00")
    return instant


def _pace(text: str) -> timedelta:
    try:
        seconds = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    if not 0 <= seconds <= _LONGEST_PACE:
        raise argparse.ArgumentTypeError(f"0 to {_LONGEST_PACE:g} seconds")
    return timedelta(seconds=seconds)


if __name__ == "__main__":
    sys.exit(main())
