import io
import logging
import tomllib
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from bot import configuration, log, tokens
from bot.settings import Section, Settings
from core.errors import Misconfigured
from core.model.people import Locale, QuietHours

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
VARIABLES = (
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "DISCORD_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def written(text: str) -> Path:
    file = Path("some.toml")
    file.write_text(text, "utf-8")
    return file


def problem(text: str) -> str:
    with pytest.raises(Misconfigured) as caught:
        configuration.load(written(text))
    return str(caught.value)


def test_the_example_loads_as_it_is_and_is_the_defaults() -> None:
    assert configuration.load(EXAMPLE) == Settings()


def test_the_example_shows_every_setting() -> None:
    shown = tomllib.loads(EXAMPLE.read_text("utf-8"))
    known = {name: set(dict(section)) for name, section in Settings()}
    assert {name: set(section) for name, section in shown.items()} == known


def test_every_setting_says_what_is_allowed() -> None:
    for section in dict(Settings()).values():
        assert isinstance(section, Section)
        assert all(field.description for field in type(section).model_fields.values())


def test_without_a_file_everything_has_its_default() -> None:
    assert configuration.load() == Settings()


def test_a_file_in_the_working_directory_is_read() -> None:
    Path("config.toml").write_text('[ai]\nmodel = "local"\n', "utf-8")
    assert configuration.load().ai.model == "local"


def test_the_environment_overrules_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMPL_AI__PARALLEL", "7")
    monkeypatch.setenv("TEAMPL_SPACE__QUIET_START", "23:30")
    settings = configuration.load(written('[ai]\nparallel = 3\nmodel = "local"\n'))
    assert (settings.ai.parallel, settings.ai.model) == (7, "local")
    assert settings.space.quiet_start == time(23, 30)


def test_the_customary_address_variable_overrules_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:1/v1")
    file = written('[ai]\nbase_url = "http://localhost:2/v1"\n')
    assert configuration.load(file).ai_base_url == "http://localhost:1/v1"
    monkeypatch.setenv("TEAMPL_AI__BASE_URL", "http://localhost:3/v1")
    assert configuration.load(file).ai_base_url == "http://localhost:3/v1"


def test_the_data_directory_of_the_command_line_moves_the_database(tmp_path: Path) -> None:
    settings = configuration.load(data=tmp_path / "here")
    assert settings.database_url == f"sqlite:///{(tmp_path / 'here').as_posix()}/teampl.db"


def test_a_space_starts_as_configured() -> None:
    settings = configuration.load(
        written('[space]\nlocale = "en"\nquiet_start = "23:00"\nquiet_end = 07:00:00\n')
    )
    assert settings.defaults.locale is Locale.EN
    assert settings.defaults.quiet == QuietHours(time(23), time(7))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[ai]\ntimeout = -3", "[ai] timeout: the value is not allowed; allowed: seconds"),
        ("[ai]\nparallel = '5'", "[ai] parallel: the value has the wrong type; allowed: requests"),
        ("[ai]\nparallel = true", "[ai] parallel: the value has the wrong type"),
        ("[ai]\nmodell = 'x'", "[ai] modell: no such setting. Did you mean model?"),
        ("[jobs]\nfoo = 1", "[jobs] foo: no such setting. There are: parallel, attempts."),
        ("[aii]\nx = 1", "[aii]: no such section. Did you mean ai?"),
        ("_env_prefix = 'x'", "[_env_prefix]: no such section."),
        ("ai = 3", "[ai]: has to be a section"),
        ("[space]\ntimezone = 'Mars'", "[space] timezone: the value is not allowed"),
        ("[space]\ntimezone = '../x'", "[space] timezone: the value is not allowed"),
        ("[space]\nlocale = 'fr'", "allowed: language: ko or en"),
        ("[space]\nquiet_end = '25:00'", '"HH:MM"'),
        ("[database]\nurl = 'mysql://x'", "allowed: sqlite:///FILE"),
        ("[slack]\nmode = 'x'", "allowed: socket"),
        ("[slack]\nport = 70000", "1 to 65535"),
        ("[ai", "is not TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(text: str, told: str) -> None:
    assert told in problem(text)


def test_every_problem_has_a_line() -> None:
    assert len(problem("[ai]\ntimeout = 0\nmodel = ''\n[jobs]\nattempts = 99").splitlines()) == 3


def test_a_secret_in_the_wrong_place_is_not_repeated() -> None:
    assert "s3cret" not in problem("[discord]\ntoken = 's3cret'")
    assert "s3cret" not in problem("[database]\nurl = 'mysql://u:s3cret@h/d'")
    settings = configuration.load(written("[database]\nurl = 'postgresql://u:s3cret@h/d'"))
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TEAMPL_AI__PARALLEL", "many", "TEAMPL_AI__PARALLEL: the value has the wrong type"),
        ("TEAMPL_AI__FOO", "1", "TEAMPL_AI__FOO: no such setting"),
        ("TEAMPL_DATABSE__URL", "x", "TEAMPL_DATABSE__URL: no such section. Did you mean"),
        ("TEAMPL_AI", "x", "TEAMPL_"),
    ],
)
def test_a_wrong_variable_is_named(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured) as caught:
        configuration.load()
    assert told in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for file, content in (("missing", None), ("latin", b"\xff\xfe")):
        if content:
            (tmp_path / file).write_bytes(content)
        with pytest.raises(Misconfigured, match=file):
            configuration.load(tmp_path / file)


def test_settings_do_not_change() -> None:
    settings: Any = Settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.ai.model = "other"


def test_tokens_come_from_the_customary_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    monkeypatch.setenv("OPENAI_API_KEY", "")
    held = tokens.read(Settings())
    assert held.known() == ("a.b.c",)
    assert held.openai is None
    assert "a.b.c" not in repr(held)


def test_a_token_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a.b.c\n", "utf-8")
    settings = configuration.load(written("[discord]\ntoken_file = 'token'"))
    assert tokens.read(settings).known() == ("a.b.c",)


def test_a_token_file_that_is_missing_is_named() -> None:
    settings = configuration.load(written("[discord]\ntoken_file = 'nowhere'"))
    with pytest.raises(Misconfigured, match="nowhere"):
        tokens.read(settings)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    log.start(["s3cret"], stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def test_an_event_is_one_line_with_its_action(logged: io.StringIO) -> None:
    logging.getLogger("core.jobs").info("one\ntwo", extra={"action": "job"})
    (line,) = logged.getvalue().splitlines()
    assert line.endswith("core.jobs one\\ntwo action=job")


def test_a_trace_is_one_line(logged: io.StringIO) -> None:
    try:
        _ = 1 // 0
    except ZeroDivisionError:
        logging.getLogger("core.dispatch").exception("incident")
    (line,) = logged.getvalue().splitlines()
    assert "ZeroDivisionError" in line


def test_no_secret_is_logged(logged: io.StringIO) -> None:
    logging.getLogger("bot.app").warning("key %s", "s3cret")
    assert "s3cret" not in logged.getvalue()


def test_libraries_are_quiet(logged: io.StringIO) -> None:
    logging.getLogger("discord.http").info("body")
    assert not logged.getvalue()
