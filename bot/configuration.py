"""Reading the configuration: the environment over `config.toml` over the defaults."""

import os
import tomllib
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from bot.settings import BETWEEN, PREFIX, Settings
from core.errors import Misconfigured

DEFAULT_FILE = Path("config.toml")
_BASE_URL = "OPENAI_BASE_URL"


def load(file: Path | None = None, data: Path | None = None) -> Settings:
    """Give the settings of `file`; without one those of `config.toml`, if it is there.

    Args:
        file: what `--config` says.
        data: what `--data` says; it overrules everything else.

    Raises:
        Misconfigured: a file that cannot be read, an unknown setting or a value that is not
            allowed; says which, what is wrong and what is allowed, a line each.
    """
    chosen = file or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    content = _content(chosen) if chosen else {}
    _refuse_unknown_sections(content, chosen)
    try:
        # The file's content is judged by the very types the program uses.
        settings = Settings(**content)
    except ValidationError as error:
        raise Misconfigured("\n".join(_lines(error, chosen))) from error
    except SettingsError as error:
        raise Misconfigured(f"an environment variable of {PREFIX}*: {error}") from error
    return _overruled(settings, data)


def _content(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise Misconfigured(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{file}: is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{file}: is not TOML: {error}") from error


def _overruled(settings: Settings, data: Path | None) -> Settings:
    update: dict[str, BaseModel] = {}
    if data is not None:
        update["data"] = settings.data.model_copy(update={"directory": data})
    base_url = os.environ.get(_BASE_URL, "")
    if base_url and not _variable("ai", "base_url"):
        update["ai"] = settings.ai.model_copy(update={"base_url": base_url})
    return settings.model_copy(update=update)


def _refuse_unknown_sections(content: Iterable[str], file: Path | None) -> None:
    given = {f"{file}: [{section}]": section for section in content}
    given |= {
        name: name.upper().removeprefix(PREFIX).partition(BETWEEN)[0].lower()
        for name in os.environ
        if name.upper().startswith(PREFIX) and BETWEEN in name
    }
    unknown = [
        f"{place}: no such section. {_allowed(section, Settings.model_fields)}"
        for place, section in given.items()
        if section not in Settings.model_fields
    ]
    if unknown:
        raise Misconfigured("\n".join(unknown))


def _lines(error: ValidationError, file: Path | None) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_input=False):
        section, *rest = (str(part) for part in problem["loc"])
        name = rest[0] if rest else ""
        yield f"{_place(section, name, file)}: {_wrong(problem['type'], section, name)}"


def _place(section: str, name: str, file: Path | None) -> str:
    variable = _variable(section, name)
    if variable:
        return variable
    return f"{file}: [{section}] {name}".rstrip()


def _variable(section: str, name: str) -> str | None:
    """Give the environment variable that sets it, if one does."""
    wanted = f"{PREFIX}{section}{BETWEEN}{name}".upper()
    return next((variable for variable in os.environ if variable.upper() == wanted), None)


def _wrong(kind: str, section: str, name: str) -> str:
    """Say what is wrong without the value: it may be a secret in the wrong place."""
    fields = _section(section).model_fields
    if name not in fields:
        known = "no such setting" if name else "has to be a section"
        return f"{known}. {_allowed(name, fields)}"
    told = "has the wrong type" if kind.endswith(("_type", "_parsing")) else "is not allowed"
    return f"the value {told}; allowed: {fields[name].description}"


def _section(name: str) -> type[BaseModel]:
    """Give the kind of a section; each one's default is empty."""
    return cast("type[BaseModel]", type(Settings.model_fields[name].default))


def _allowed(given: str, known: Collection[str]) -> str:
    close = get_close_matches(given, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known)}."
