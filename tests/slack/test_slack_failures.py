"""Every call for what people do fails in every way, and ends as `tests.slack_calls` states."""

import logging
from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest

from adapters.slack.web import Web
from core.cards import Card
from core.errors import Misconfigured
from tests.ai_server import AiServer
from tests.ground import Upload
from tests.slack_calls import CALLS, DELIVERING, Failure, Outcome
from tests.slack_project import TOPIC, filled
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.slack_stage import Bot, by_socket, connected, ended, heard, settings
from tests.words import ko

LONG_TEXT = "\n".join(f"{number} {'가나다 ' * 20}" for number in range(300))
STARTING = ("auth.test", "apps.connections.open")
PARTS = {"files_upload_v2": ("files.getUploadURLExternal", "files.completeUploadExternal")}
MEETINGS = [
    pytest.param(method, failure, outcome, id=f"{method}: {failure}")
    for method, outcomes in CALLS.items()
    for failure, outcome in outcomes.items()
]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part; `lay` lets the next call fail."""

    slack: LocalSlack
    bot: Bot
    jimin: Person
    lay: Callable[[], None]


Scene = Callable[[Cast, Outcome], Awaitable[None]]


@pytest.fixture(autouse=True)
def nothing_unforeseen(caplog: pytest.LogCaptureFixture) -> Generator[None]:
    """Find no trace of anything unforeseen in the log."""
    yield
    traces = [each for each in caplog.get_records("call") if each.levelno >= logging.ERROR]
    assert [each.getMessage() for each in traces] == []


@pytest.mark.parametrize(("method", "failure", "outcome"), MEETINGS)
async def test_a_call_that_fails_ends_as_stated(
    cast: Callable[[str, Failure], "Scenery"], method: str, failure: Failure, outcome: Outcome
) -> None:
    await cast(method, failure).play(outcome)


def test_every_method_that_the_adapter_names_has_its_outcome() -> None:
    named = {name for name in Web.__annotations__ if name not in ("token", "base_url")}
    methods = {part for name in named for part in PARTS.get(name, (name.replace("_", ".", 1),))}
    assert methods | {"apps.connections.open"} == CALLS.keys() | DELIVERING


async def _name(cast: Cast, outcome: Outcome) -> None:
    """Show who opened a project, by the name of their account where no other is known."""
    del outcome
    cast.lay()
    assert await (await cast.jimin.types("/my", "settings")).said(ko("me.settings_title"))


async def _window(cast: Cast, outcome: Outcome) -> None:
    """Open a form, or lead to it with a button."""
    cast.lay()
    asked = await cast.jimin.types("/project", f"new {TOPIC}")
    if outcome is Outcome.OTHERWISE:
        await cast.jimin.presses(await asked.said(ko("form.more")), ko("form.go_on"))
    form = await cast.jimin.modal_with()
    assert form.values["주제"] == TOPIC


async def _turned(cast: Cast, outcome: Outcome) -> None:
    """Show the answer in the form that waits for it; it is said in the channel in any case."""
    asked = await cast.jimin.types("/project", "new")
    form = await cast.jimin.modal_with()
    cast.bot.gate.free.clear()
    await cast.jimin.submits(filled())
    cast.lay()
    cast.bot.gate.free.set()
    await asked.said(TOPIC)
    assert (TOPIC in form.text) == (outcome is Outcome.WHOLE)


async def _long(cast: Cast, outcome: Outcome) -> None:
    """Send what is too long as a file, or all of it by direct message."""
    cast.bot.gate.card = Card("긴 글", text=LONG_TEXT)
    cast.lay()
    assert await (await cast.jimin.types("/project", "list")).said("📎")
    if outcome is Outcome.OTHERWISE:
        assert await cast.jimin.dm("📎")
    file = await cast.jimin.file(".txt")
    assert LONG_TEXT in file.text
    assert len(cast.jimin.files) == 1


async def _file(cast: Cast, outcome: Outcome) -> None:
    """Read a file that was given, or say in the form that it is missing."""
    asked = await cast.jimin.types("/project", "new")
    form = await cast.jimin.modal_with()
    cast.lay()
    await cast.jimin.submits({**filled(), "과제문": Upload("과제.txt", b"text")})
    if outcome is Outcome.OTHERWISE:
        missing = ko("refused.option.file")
        await cast.slack.until(
            lambda: any(missing in said for said in (*form.errors.values(), form.text)), "the error"
        )
        await cast.jimin.submits()
    assert await asked.said(TOPIC)


SCENES: Mapping[str, Scene] = MappingProxyType(
    {
        "auth.test": _name,
        "apps.connections.open": _name,
        "users.info": _name,
        "views.open": _window,
        "views.update": _turned,
        "conversations.open": _long,
        "files.getUploadURLExternal": _long,
        "files.completeUploadExternal": _long,
        "files.info": _file,
    }
)


@dataclass(frozen=True, slots=True)
class Scenery:
    """Where a call fails."""

    slack: LocalSlack
    workspace: Workspace
    folder: Path
    model: str
    method: str
    failure: Failure

    async def play(self, outcome: Outcome) -> None:
        """Play the scene of the call."""
        if self.method in STARTING:
            self._lay()
        site = by_socket(self.slack, self.workspace)
        async with connected(site, settings(self.folder, self.model)) as bot:
            if outcome is Outcome.ENDED:
                assert isinstance(await ended(bot), Misconfigured)
                return
            await heard(self.slack, site)
            jimin = self.workspace.person("지민", admin=True)
            lay = _nothing if self.method in STARTING else self._lay
            await SCENES[self.method](Cast(self.slack, bot, jimin, lay), outcome)
        assert [call for call in self.slack.calls_of(self.method) if call.error]

    def _lay(self) -> None:
        self.slack.fail(self.method, **self.failure.mishap())


def _nothing() -> None:
    """Let nothing more fail."""


@pytest.fixture
def cast(
    slack: LocalSlack, workspace: Workspace, ai: AiServer, tmp_path: Path
) -> Callable[[str, Failure], Scenery]:
    """Give what sets a scene."""

    def cast(method: str, failure: Failure) -> Scenery:
        return Scenery(slack, workspace, tmp_path, ai.base_url, method, failure)

    return cast
