from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import configuration
from bot.check import Finding, State, check, fails
from bot.settings import Settings
from core.model.people import Locale
from core.phrasebook import load
from tests.ai_server import AiServer
from tests.fakes.clock import FakeClock

PHRASES = load()


@pytest.fixture
async def server() -> AsyncIterator[AiServer]:
    server = AiServer(models=("local",))
    await server.start()
    yield server
    await server.close()


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DISCORD_TOKEN", "SLACK_BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


async def found(settings: Settings) -> list[Finding]:
    return await check(settings, FakeClock(), PHRASES)


def says(findings: list[Finding], state: State, key: str, **params: object) -> bool:
    return Finding(state, PHRASES.say(Locale.KO, key, **params)) in findings


async def test_a_fresh_machine_can_start_without_any_token() -> None:
    findings = await found(configuration.load())
    assert not fails(findings)
    assert says(findings, State.OK, "check.database", url="sqlite:///teampl-data/teampl.db")
    assert says(findings, State.UNSET, "check.platform_unset", platform="Discord")
    assert says(
        findings,
        State.UNSET,
        "check.key_unset",
        model="gpt-5.4-mini",
        variable="OPENAI_API_KEY",
    )


async def test_it_speaks_the_language_of_the_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMPL_SPACE__LOCALE", "en")
    findings = await found(configuration.load())
    assert findings[0].text == PHRASES.say(Locale.EN, "check.settings")


async def test_a_model_that_answers_is_ok(
    server: AiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    monkeypatch.setenv("TEAMPL_AI__MODEL", "local")
    findings = await found(configuration.load())
    assert not fails(findings)
    assert says(findings, State.OK, "check.model", model="local")


async def test_a_server_that_is_not_there_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    findings = await found(configuration.load())
    assert fails(findings)
    assert says(findings, State.PROBLEM, "check.model_unreachable")


async def test_a_model_about_to_be_shut_down_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMPL_AI__MODEL", "gpt-4o")
    findings = await found(configuration.load())
    assert says(findings, State.PROBLEM, "check.shutdown", model="gpt-4o", day="2027-01-14")


async def test_a_database_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "teampl.db").write_bytes(b"this is no database" * 100)
    findings = await found(configuration.load(data=tmp_path))
    assert findings[1].state is State.PROBLEM


async def test_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMPL_DATABASE__URL", "postgresql://me:s3cret@127.0.0.1:9/none")
    findings = await found(configuration.load())
    assert findings[1].state is State.PROBLEM
    assert "s3cret" not in findings[1].text


@pytest.mark.parametrize(
    ("variables", "state", "key", "name"),
    [
        ({"DISCORD_TOKEN": "a.b.c"}, State.OK, "token", "DISCORD_TOKEN"),
        ({"DISCORD_TOKEN": "xoxb-1"}, State.PROBLEM, "token_shape", "DISCORD_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, State.PROBLEM, "token_missing", "SLACK_APP_TOKEN"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
            State.OK,
            "token",
            "SLACK_APP_TOKEN",
        ),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "TEAMPL_SLACK__MODE": "http"},
            State.PROBLEM,
            "token_missing",
            "SLACK_SIGNING_SECRET",
        ),
    ],
)
async def test_tokens_are_there_and_look_like_tokens(
    variables: dict[str, str],
    state: State,
    key: str,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    assert says(await found(configuration.load()), state, f"check.{key}", name=name)


async def test_a_token_file_that_is_missing_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMPL_DISCORD__TOKEN_FILE", "nowhere")
    findings = await found(configuration.load())
    assert fails(findings)
    assert "nowhere" in findings[-1].text
