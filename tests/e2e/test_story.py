"""The first story in real processes, judged by what is promised to programs outside."""

import asyncio
import shutil
from pathlib import Path

import pytest

from core.model.tasks import Status
from tests.ai_server import AiServer
from tests.seen import Seen, assert_one_board
from tests.story import (
    STORY,
    TOPIC,
    assert_sound,
    assert_word_file,
    edits_of,
    kept_in,
    shares,
)
from tests.talk import Console
from tests.words import is_incident, ko

_SENTENCES = ("이번 주", "계획")


async def test_the_story_runs_as_it_stands(console: Console, ai: AiServer) -> None:
    ended = await console.play(STORY)
    assert (ended.code, ended.errors) == (0, "")
    assert_one_board(list(ended.seen))
    assert not any(is_incident(each.plain) for each in ended.seen)
    _judge_plan(ended.seen)
    _judge_report(ended.seen)
    _judge_reminders(ended.seen)
    kept = await kept_in(console.data)
    assert_sound(kept)
    assert kept.project.topic == TOPIC
    assert [task.status for task in kept.tasks[:3]] == [
        Status.PROGRESS, Status.PROGRESS, Status.REQUESTED,
    ]  # fmt: skip
    assert kept.adopted is not None
    assert kept.adopted.plan.by_ai
    assert [report.version for report in kept.reports] == [1]
    assert kept.reports[0].by_ai
    assert max(shares(kept).values()) - min(shares(kept).values()) <= 2
    assert [each.purpose for each in ai.seen] == ["verdict", "outline", "weekly_report"]


async def test_the_english_labels_press_the_same_buttons(console: Console) -> None:
    english = STORY.replace("적용", "Adopt").replace("시작", "Start")
    ended = await Console(console.folder, console.environment, ("--locale", "en")).play(english)
    assert ended.code == 0
    offered = next(each for each in ended.seen if "Adopt" in each.buttons)
    assert offered.buttons[:2] == ("Adopt", "Regenerate")
    assert "Drop" in offered.buttons
    kept = await kept_in(console.data)
    assert_sound(kept)
    assert kept.adopted is not None


@pytest.mark.parametrize("line", ["@지민", "hello", 'press "적용', "clock 1d", "@지민 fill topic"])
async def test_a_script_with_an_unreadable_line_does_nothing(console: Console, line: str) -> None:
    ended = await console.play(f"@지민 /me profile skills:Python\n# fine\n{line}\n")
    assert ended.code == 2
    assert "line 3" in ended.errors
    assert ended.seen == ()


async def test_the_word_file_opens_in_an_office_suite(console: Console) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    ended = await console.play(STORY)
    (file,) = (each.file for each in ended.seen if each.file)
    profile = f"-env:UserInstallation=file://{console.folder}/office"
    converting = await asyncio.create_subprocess_exec(
        office, profile, "--headless", "--convert-to", "pdf", "--outdir", console.folder, file
    )
    assert await converting.wait() == 0
    assert (console.folder / file.with_suffix(".pdf").name).stat().st_size > 1000


def _judge_plan(seen: tuple[Seen, ...]) -> None:
    accepted = next(each for each in seen if each.stages)
    assert accepted.kind == "message"
    assert accepted.to == "channel"
    edits = edits_of(accepted.message, seen)
    progress = [each for each in edits if each.stages]
    assert len(progress) >= 3
    offered = next(each for each in edits if "적용" in each.buttons)
    assert {"적용", "다시 만들기", "버리기"} <= set(offered.buttons)
    assert len(offered.rows) >= 4
    assert edits[-1].title == ko("plan.adopted_title")
    assert "되돌리기" in edits[-1].buttons
    told = [each.person for each in seen if each.title == ko("plan.your_share_title", topic=TOPIC)]
    assert sorted(map(str, told)) == ["서준", "지민", "하은"]


def _judge_report(seen: tuple[Seen, ...]) -> None:
    saved = next(each for each in seen if each.title == ko("report.saved_title"))
    assert saved.to == "channel"
    (sent,) = (each for each in seen if each.file)
    assert (sent.to, sent.person) == ("dm", "지민")
    letter = next(each for each in seen if each.message == sent.message)
    assert (letter.kind, letter.to, letter.person) == ("message", "dm", "지민")
    assert sent.file
    assert sent.file.suffix == ".docx"
    text = assert_word_file(Path(sent.file))
    assert all(words in text for words in _SENTENCES)


def _judge_reminders(seen: tuple[Seen, ...]) -> None:
    late = [each for each in seen if each.at.year == 2027]
    assert sorted(str(each.person) for each in late) == ["서준", "지민", "하은"]
    assert {each.to for each in late} == {"dm"}
