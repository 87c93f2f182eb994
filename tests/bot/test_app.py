"""The whole program: started, told, killed, stopped, as a person or a script does it."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import demo
from bot.__main__ import main
from bot.clock import ShiftedClock

ROOT = Path(__file__).parents[2]
NOW = ("--now", "2026-12-01T09:00:00+09:00")
PEOPLE = """\
@지민 /me profile skills:"Python 4, React 2" roles:backend
@서준 /me profile skills:"React 4, CSS 3" roles:frontend
@하은 /me profile skills:"문서 4, Figma 3" roles:design
@지민 /project new topic:"학식 메뉴 추천 챗봇" description:"학생 식당 메뉴를 추천하는 \
디스코드 챗봇을 만들고 시연한다" goal:"동작하는 챗봇과 사용 설명서" \
stack:"Python, discord.py, SQLite" start:2026-12-01 end:2027-01-15 members:"@서준 @하은"
"""
PLAN = "@지민 /project plan\nwait\n"
REST = """\
@지민 press "적용" on last
wait
@서준 /task list
@서준 press "시작" on #2
@지민 /report weekly
wait
clock +40d
wait
"""

Lines = list[dict[str, Any]]


def start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "OPENAI_API_KEY"},
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-m", "bot", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )


def console(data: Path) -> subprocess.Popen[bytes]:
    return start("console", "--script", "-", "--jsonl", *NOW, "--data", str(data))


def played(data: Path, script: str) -> Lines:
    """Give what a script lets appear; it runs to its end."""
    process = console(data)
    out, err = process.communicate(script.encode(), timeout=120)
    assert process.returncode == 0, err.decode()
    assert err == b""
    return read(out)


def read(out: bytes) -> Lines:
    return [json.loads(line) for line in out.splitlines()]


def labels(line: dict[str, Any]) -> list[str]:
    return [button["label"] for button in line["card"]["buttons"]] if line["card"] else []


def about(lines: Lines, message: str) -> list[str]:
    return [line["kind"] for line in lines if line["message"] == message]


def test_the_story_runs_to_its_end(tmp_path: Path) -> None:
    lines = played(tmp_path, PEOPLE + PLAN + REST)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))

    proposal = next(line for line in lines if "적용" in labels(line))
    assert about(lines, proposal["message"]).count("message") == 1
    assert about(lines, proposal["message"]).count("edit") >= 4

    (file,) = [line for line in lines if line["kind"] == "file"]
    assert (file["to"], file["person"]) == ("dm", "지민")
    content = Path(file["file"]["path"]).read_bytes()
    assert len(content) == file["file"]["bytes"]
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None

    reminded = {line["person"] for line in lines if line["at"] > "2027"}
    assert reminded == {"지민", "서준", "하은"}


def test_a_kill_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    process = console(tmp_path)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write((PEOPLE + PLAN).encode())
    process.stdin.flush()
    before: Lines = []
    while not before or before[-1]["kind"] != "edit":
        before.append(json.loads(process.stdout.readline()))
    process.kill()
    before += read(process.communicate()[0])

    after = played(tmp_path, "wait\n" + REST)
    everything = before + after
    posted = [line["message"] for line in everything if line["kind"] == "message"]
    assert len(posted) == len(set(posted))
    assert len({line["message"] for line in everything if "적용" in labels(line)}) == 1
    assert sum(line["kind"] == "file" for line in everything) == 1
    assert after[0]["seq"] > before[-1]["seq"]


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_good_order(tmp_path: Path, told: signal.Signals) -> None:
    process = console(tmp_path)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("@지민 /me today\n".encode())
    process.stdin.flush()
    assert process.stdout.readline()
    process.send_signal(told)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")


def test_the_demo_plays_without_a_key_and_says_where_its_files_are(tmp_path: Path) -> None:
    process = start("demo", "--data", str(tmp_path / "demo"))
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()
    text = out.decode()
    named = [line for line in text.splitlines()[-5:] if ".docx" in line or "teampl.db" in line]
    assert len(named) >= 2
    assert "다시 확인해 주세요" not in text
    assert "끝까지 하지 못했어요" not in text


@pytest.mark.parametrize(
    ("script", "number"),
    [("wait\n무슨 말\n", "line 2"), ("# 말\n\nclock +1d", "line 3"), ('@지민 /a b:"c', "line 1")],
)
def test_a_script_that_cannot_be_read_ends_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], script: str, number: str
) -> None:
    path = tmp_path / "script.txt"
    path.write_text(script, "utf-8")
    assert main(["console", "--script", str(path), "--data", str(tmp_path / "data")]) == 2
    assert number in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["console", "--script", "/no/such/file"], 2, "/no/such/file"),
        (["console", "--config", "/no/such/file"], 2, "/no/such/file"),
        (["worker"], 2, "PostgreSQL"),
        (["run"], 2, "DISCORD_TOKEN"),
    ],
)
def test_what_cannot_start_says_why_in_a_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: Sequence[str],
    code: int,
    named: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    assert main([*arguments]) == code
    assert named in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["console", "--now", "2026-12-01T09:00:00"],
        ["console", "--now", "soon"],
        ["console", "--as", "\n"],
        ["demo", "--pace", "-1"],
    ],
)
def test_wrong_arguments_are_named(
    capsys: pytest.CaptureFixture[str], arguments: Sequence[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*arguments])
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_the_demo_leaves_what_is_there_alone(tmp_path: Path) -> None:
    wanted = tmp_path / "demo"
    assert demo.fresh_folder(wanted) == wanted
    wanted.mkdir()
    assert demo.fresh_folder(wanted) == wanted
    (wanted / "mine.txt").touch()
    (tmp_path / "demo-2").touch()
    assert demo.fresh_folder(wanted) == tmp_path / "demo-3"


def test_a_shifted_clock_starts_where_it_is_told_and_only_moves_on() -> None:
    starts = datetime(2026, 12, 1, tzinfo=UTC)
    clock = ShiftedClock(starts)
    assert timedelta() <= clock.now() - starts < timedelta(minutes=1)
    clock.forward(timedelta(days=40))
    assert clock.now() - starts >= timedelta(days=40)
    before = clock.now()
    clock.forward(timedelta(days=-5))
    assert clock.now() >= before
    for _ in range(3):
        clock.forward(timedelta(days=2_000_000))
    assert clock.now().year <= 9000
