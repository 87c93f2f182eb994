import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.documents.files import WordDocuments
from adapters.documents.word import render
from core.model.people import Locale, PersonId, SpaceId
from core.model.projects import Member, Project, ProjectId, Standing
from core.model.reports import (
    Evidence,
    Facts,
    Report,
    ReportId,
    ReportKind,
    Section,
    Sentence,
)
from core.phrasebook import load

PROJECT = Project(
    id=ProjectId(1),
    space=SpaceId(1),
    topic="학식 메뉴 추천 챗봇",
    description="학생 식당 메뉴를 추천하는 챗봇을 만든다",
    goal="동작하는 챗봇과 사용 설명서",
    stack=("Python",),
    start=date(2026, 12, 1),
    end=date(2027, 1, 15),
    members=(
        Member(PersonId(1), "지민", Standing.LEADER),
        Member(PersonId(2), "서준", Standing.MEMBER),
    ),
    created=datetime(2026, 12, 1, tzinfo=UTC),
)
REPORT = Report(
    id=ReportId(1),
    project=PROJECT.id,
    number=1,
    kind=ReportKind.WEEKLY,
    first=date(2026, 12, 1),
    last=date(2026, 12, 7),
    title="1주차 주간 보고서",
    facts=Facts(done=7, total=24, finished=5, overdue=1, days_left=39),
    sections=(
        Section(
            "이번 주 진행",
            (
                Sentence("요구사항 목록을 작성하였다.", ("task:2", "task:3")),
                Sentence("화면 초안을 그렸다.", ("task:7",)),
            ),
        ),
        Section("문제", (Sentence("특이사항 없음", ()),)),
    ),
    evidence=(
        Evidence("task:2", "#2 요구사항 목록 · 완료"),
        Evidence("task:3", "#3 식단 조사 · 진행"),
        Evidence("task:7", "#7 화면 초안 · 피드백"),
        Evidence("task:9", "#9 아무도 대지 않은 업무"),
    ),
    by_ai=True,
    author=PersonId(1),
    created=datetime(2026, 12, 7, 9, tzinfo=UTC),
    job="report:1",
    fingerprint="f",
)


def words(locale: Locale = Locale.KO) -> dict[str, str]:
    phrases = load().phrases[locale]
    return {
        key.removeprefix("document."): text
        for key, text in phrases.items()
        if key.startswith("document.")
    }


WORDS = words()


def texts(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def saying(text: str) -> Report:
    return replace(REPORT, title=text, sections=(Section(text, (Sentence(text, ()),)),))


def test_a_report_holds_every_sentence_and_title() -> None:
    whole = "\n".join(texts(render(PROJECT, REPORT, WORDS)))
    for section in REPORT.sections:
        assert section.title in whole
        assert all(sentence.text in whole for sentence in section.sentences)
    assert REPORT.title in whole


def test_a_report_says_whose_it_is_and_what_was_counted() -> None:
    told = texts(render(PROJECT, REPORT, WORDS))
    assert {PROJECT.topic, "지민, 서준", "2026-12-01 ~ 2027-01-15"} <= set(told)
    assert any(text.startswith("7 / 24") for text in told)
    assert any(text.startswith("29%") for text in told)


def test_a_sentence_points_at_its_evidence() -> None:
    told = texts(render(PROJECT, REPORT, WORDS))
    assert "요구사항 목록을 작성하였다.\u00a0[1, 2]" in told
    assert "[3]\t#7 화면 초안 · 피드백  task:7" in told


def test_evidence_no_sentence_stands_on_is_left_out() -> None:
    assert "아무도" not in "\n".join(texts(render(PROJECT, REPORT, WORDS)))


def test_evidence_that_does_not_exist_is_not_cited() -> None:
    invented = replace(REPORT, sections=(Section("진행", (Sentence("지어냈다.", ("task:404",)),)),))
    assert "지어냈다." in texts(render(PROJECT, invented, WORDS))


def test_hangul_has_a_font_of_its_own_and_the_text_a_language() -> None:
    styles = Document(io.BytesIO(render(PROJECT, REPORT, WORDS))).styles
    for name in ("Normal", "Title", "Heading 1"):
        properties = cast("Any", styles[name].element).find(qn("w:rPr"))
        fonts = properties.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == "맑은 고딕"
        assert fonts.get(qn("w:eastAsiaTheme")) is None
        assert properties.find(qn("w:lang")).get(qn("w:val")) == "ko-KR"


def test_pages_are_numbered() -> None:
    content = render(PROJECT, REPORT, WORDS)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        footers = [file.read(name).decode() for name in file.namelist() if "footer" in name]
    assert any("PAGE" in footer and "NUMPAGES" in footer for footer in footers)


def test_the_file_says_what_it_is() -> None:
    properties = Document(io.BytesIO(render(PROJECT, REPORT, WORDS))).core_properties
    assert (properties.title, properties.author) == (REPORT.title, "지민, 서준")
    assert properties.created == REPORT.created
    assert properties.language == "ko-KR"


def test_equal_reports_are_equal_files() -> None:
    assert render(PROJECT, REPORT, WORDS) == render(PROJECT, REPORT, WORDS)


def test_a_report_can_be_english() -> None:
    told = texts(render(PROJECT, REPORT, words(Locale.EN)))
    assert "Evidence" in told
    assert "근거" not in told


def test_a_project_without_tasks_has_a_report() -> None:
    empty = replace(REPORT, facts=Facts(0, 0, 0, 0, 0), sections=(), evidence=())
    assert any(text.startswith("0%") for text in texts(render(PROJECT, empty, WORDS)))


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x08\x1b끝",
        "👩🏽‍💻 화이팅 🎉",
        "<w:p>&amp;]]>",
        "가" * 50_000,
        "",
        "\ud800",
        "a\r\nb\vc",
    ],
    ids=["control", "emoji", "markup", "long", "empty", "surrogate", "lines"],
)
def test_no_text_breaks_the_file(text: str) -> None:
    project = replace(PROJECT, topic=text, goal=text)
    assert texts(render(project, saying(text), WORDS))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_file_that_opens(text: str) -> None:
    assert texts(render(PROJECT, saying(text), WORDS))


class Here:
    """Runs in this process what another would run."""

    def __init__(self) -> None:
        self.called: list[str] = []

    async def call(self, function: str, *args: object) -> object:
        self.called.append(function)
        project, report, told = args
        assert isinstance(project, Project)
        assert isinstance(report, Report)
        assert isinstance(told, dict)
        return render(project, report, WORDS)


async def test_a_report_is_rendered_in_another_process() -> None:
    here = Here()
    content = await WordDocuments(here).report(PROJECT, REPORT, WORDS)
    assert here.called == ["adapters.documents.word:render"]
    assert content == render(PROJECT, REPORT, WORDS)
