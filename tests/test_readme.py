"""What the READMEs say is so."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from bot.__main__ import main
from bot.settings import Settings
from core.model.people import Locale
from tests.readme import HOME, READMES, with_tables

EVERY_README = pytest.mark.parametrize("locale", Locale)


def text(locale: Locale) -> str:
    return READMES[locale].read_text("utf-8")


def outside_code(locale: Locale) -> str:
    return re.sub(r"^```.*?^```", "", text(locale), flags=re.DOTALL | re.MULTILINE)


def requirements() -> list[str]:
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    every = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [re.split(r"[\[<>=~!; ]", each)[0] for each in every]


def settings_named(locale: Locale) -> Iterator[tuple[str, str]]:
    """Give sections and keys, written `section.key` or as the variable that sets them."""
    variables: list[str] = re.findall(r"TEAMPL_([A-Z]+__[A-Z_]+)", text(locale))
    keys: list[str] = re.findall(r"`([a-z]+\.[a-z_]+)`", outside_code(locale))
    for name in {*variables, *keys} - {"SECTION__KEY", *requirements()}:
        section, _, key = name.lower().replace("__", ".").partition(".")
        if section in Settings.model_fields or name in variables:
            yield section, key


@EVERY_README
def test_the_command_table_is_the_registrys(locale: Locale) -> None:
    """`python -m tests.readme` writes it."""
    assert "<!-- commands -->" in text(locale)
    assert text(locale) == with_tables(text(locale), locale)


def test_both_readmes_are_built_alike() -> None:
    english, korean = (re.findall(r"^(#+) ", outside_code(locale), re.MULTILINE)
                       for locale in (Locale.EN, Locale.KO))  # fmt: skip
    assert english == korean


def test_both_readmes_show_the_same_code() -> None:
    english, korean = (re.findall(r"^```bat.*?^```", text(locale), re.DOTALL | re.MULTILINE)
                       for locale in (Locale.EN, Locale.KO))  # fmt: skip
    assert english == korean


@EVERY_README
def test_every_dependency_has_its_reason(locale: Locale) -> None:
    named = re.findall(r"^- `([\w.-]+)`: .", text(locale), re.MULTILINE)
    assert sorted(named) == sorted(requirements())


@EVERY_README
def test_every_setting_named_exists(locale: Locale) -> None:
    named = list(settings_named(locale))
    assert named
    for section, key in named:
        assert key in vars(Settings.model_fields[section].default), (section, key)


@EVERY_README
def test_every_file_linked_exists(locale: Locale) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", outside_code(locale))
    assert links
    assert not [link for link in links if not (HOME / link).exists()]


@EVERY_README
def test_every_subcommand_and_flag_named_exists(
    locale: Locale, capsys: pytest.CaptureFixture[str]
) -> None:
    uses: list[tuple[str, str]] = re.findall(r"`teampl (\w+)([^`]*)`", outside_code(locale))
    assert {"console", "check", "migrate", "worker"} <= {name for name, _ in uses}
    for name, rest in uses:
        with pytest.raises(SystemExit, match="0"):
            main([name, "--help"])
        flags = set(re.findall(r"--[a-z]+", rest))
        assert flags <= set(re.findall(r"--[a-z]+", capsys.readouterr().out)), name
