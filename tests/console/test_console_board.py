"""The board, its transcript and what a kill leaves of them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.console.board import Board
from adapters.console.events import EventKind, Spot
from adapters.console.gateway import Console
from adapters.console.transcript import Transcript
from core.cards import Button, ButtonId, Card
from core.errors import Misconfigured
from core.model.messages import Message, MessageId
from core.model.people import SpaceId
from core.model.places import Audience, Place
from core.ports.outside import File
from tests.console.table import Seen
from tests.fakes.clock import FakeClock

PLACE = Place("console", "console", "main")
CARD = Card("제목", buttons=(Button("적용", "plan adopt", id=ButtonId("b1")),))
REPORT = File("보고서.docx", b"word")


def message(*, tried: bool = False) -> Message:
    return Message(MessageId(7), "key", SpaceId(1), PLACE, CARD, tried=tried)


def board(folder: Path, seen: Seen) -> Board:
    return Board(folder, Transcript(folder / "console.jsonl", FakeClock()), seen)


async def test_a_message_is_kept_before_it_is_shown(tmp_path: Path) -> None:
    first = Seen()
    assert await Console(board(tmp_path, first)).post(message(), CARD, ()) == "m7"
    standing = board(tmp_path, Seen()).transcript.standing("m7")
    assert standing is not None
    assert [button.id for button in standing.buttons] == ["b1"]


async def test_a_message_that_was_shown_before_a_kill_is_not_shown_as_new(tmp_path: Path) -> None:
    await Console(board(tmp_path, Seen())).post(message(), CARD, (REPORT,))
    after = Seen()
    await Console(board(tmp_path, after)).post(message(tried=True), CARD, (REPORT,))
    assert [event.kind for event in after.events] == [EventKind.EDIT]


async def test_a_message_whose_sending_only_began_is_shown_as_new(tmp_path: Path) -> None:
    seen = Seen()
    await Console(board(tmp_path, seen)).post(message(tried=True), CARD, ())
    assert [event.kind for event in seen.events] == [EventKind.MESSAGE]


async def test_a_file_is_announced_once_and_written_anew(tmp_path: Path) -> None:
    seen = Seen()
    console = Console(board(tmp_path, seen))
    await console.post(message(), CARD, (REPORT,))
    await console.edit(message(), CARD, (File(REPORT.name, b"newer"),))
    kinds = [event.kind for event in seen.events]
    assert kinds == [EventKind.MESSAGE, EventKind.FILE, EventKind.EDIT]
    assert _content(tmp_path / "files" / "m7" / "보고서.docx") == b"newer"


@pytest.mark.parametrize(
    "name", ["../../up.docx", "a/b\\c.docx", "..", "가" * 300 + ".docx", "\x00"]
)
async def test_a_file_stays_in_its_folder_whatever_its_name(tmp_path: Path, name: str) -> None:
    await Console(board(tmp_path, Seen())).post(message(), CARD, (File(name, b"x"),))
    (path,) = (tmp_path / "files" / "m7").iterdir()
    assert _content(path) == b"x"


async def test_a_torn_last_line_is_forgotten(tmp_path: Path) -> None:
    await Console(board(tmp_path, Seen())).post(message(), CARD, ())
    path = tmp_path / "console.jsonl"
    _append(path, b'{"seq":2,"kind":"mess')
    after = board(tmp_path, Seen())
    assert "m7" in after.transcript
    assert after.transcript.length == 1
    await Console(after).edit(message(), CARD, ())
    assert board(tmp_path, Seen()).transcript.length == 2


async def test_a_damaged_transcript_says_where(tmp_path: Path) -> None:
    _append(tmp_path / "console.jsonl", b"nonsense\n")
    with pytest.raises(Misconfigured, match="line 1"):
        board(tmp_path, Seen())


async def test_a_line_of_json_says_all_there_is_to_see(tmp_path: Path) -> None:
    clock = FakeClock(datetime(2026, 12, 1, tzinfo=UTC))
    transcript = Transcript(tmp_path / "console.jsonl", clock)
    spot = Spot("m7", Audience.DM, "지민")
    await Board(tmp_path, transcript, Seen()).post(spot, CARD)
    record = json.loads(_content(tmp_path / "console.jsonl"))
    assert record["seq"] == 1
    assert datetime.fromisoformat(record["at"]) == clock.now()
    assert (record["kind"], record["to"], record["person"]) == ("message", "dm", "지민")
    assert record["card"]["buttons"] == [{"label": "적용"}]
    assert record["file"] is None
    assert record["plain"] == "제목"


def _content(path: Path) -> bytes:
    return path.read_bytes()


def _append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)
