"""A report as a Word document: A4, Korean fonts, every sentence numbered to its evidence."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from adapters.documents.markup import (
    bordered,
    close,
    field,
    language,
    printable,
    shaded,
    spoken,
    widths,
)
from core.model.projects import Project
from core.model.reports import Report, Sentence

_INK = RGBColor(0x1F, 0x2A, 0x44)
_ACCENT = RGBColor(0x2F, 0x5D, 0xA8)
_PALE = RGBColor(0x6B, 0x72, 0x80)
_LABEL_FILL = "EEF2F8"
_FIGURE_FILL = "F7F9FC"
_BORDER = "C9D2E3"
_LABEL_WIDTH = Cm(2.8)
_TEXT_WIDTH = Cm(16)
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first instant a zip file can name: equal reports give equal bytes."""


def render(project: Project, report: Report, words: Mapping[str, str]) -> bytes:
    """Give the report as the bytes of a `.docx` file; equal arguments give equal bytes.

    `words` holds the keys of the phrases under `[document]`.
    """
    document = Document()
    cited = _cited(report)
    _set_page(document, words)
    _set_properties(document, project, report, words)
    _write_title(document, project, report, words)
    _write_facts(document, project, report, words)
    _write_figures(document, report, words)
    _write_sections(document, report, cited)
    _write_evidence(document, report, cited, words)
    _write_footer(document, report, words)
    return _packed(document)


def _cited(report: Report) -> dict[str, int]:
    """Give the evidence keys that sentences stand on, numbered from 1 as they first appear."""
    known = {evidence.key for evidence in report.evidence}
    sentences = (sentence for section in report.sections for sentence in section.sentences)
    keys = dict.fromkeys(key for sentence in sentences for key in sentence.evidence if key in known)
    return {key: number for number, key in enumerate(keys, start=1)}


def _set_page(document: WordDocument, words: Mapping[str, str]) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.2)
    language(document.styles.element, document.settings.element, words["language"])
    for name, size, before, after in (
        ("Normal", 10.5, 0, 4),
        ("Title", 22, 0, 2),
        ("Heading 1", 14, 16, 6),
    ):
        style = _style(document, name)
        spoken(style.element, words["font"], words["language"])
        style.font.size = Pt(size)
        style.font.color.rgb = _INK if name != "Heading 1" else _ACCENT
        style.font.bold = name != "Normal"
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
    _style(document, "Normal").paragraph_format.line_spacing = 1.35
    close(_style(document, "Normal").element)
    bordered(document.styles["Table Grid"].element, _BORDER)


def _style(document: WordDocument, name: str) -> ParagraphStyle:
    return cast("ParagraphStyle", document.styles[name])


def _set_properties(
    document: WordDocument, project: Project, report: Report, words: Mapping[str, str]
) -> None:
    properties = document.core_properties
    written = report.created.astimezone(UTC).replace(tzinfo=None)
    properties.title = printable(report.title)[:255]
    properties.subject = printable(project.topic)[:255]
    properties.author = _names(project)[:255]
    properties.last_modified_by = properties.author
    properties.language = words["language"]
    properties.comments = ""
    properties.keywords = ""
    properties.category = words[report.kind]
    properties.created = properties.modified = written
    properties.revision = report.version


def _write_title(
    document: WordDocument, project: Project, report: Report, words: Mapping[str, str]
) -> None:
    above = document.add_paragraph()
    _write(above, f"{words[report.kind]} · {project.topic}", size=10, color=_PALE)
    above.paragraph_format.space_after = Pt(0)
    title = document.add_paragraph(printable(report.title), style="Title")
    title.paragraph_format.space_after = Pt(10)


def _write_facts(
    document: WordDocument, project: Project, report: Report, words: Mapping[str, str]
) -> None:
    rows = (
        ("topic", project.topic),
        ("goal", project.goal),
        ("project_period", f"{project.start} ~ {project.end}"),
        ("report_period", f"{report.first} ~ {report.last}"),
        ("team", _names(project)),
    )
    kept = [(words[key], text) for key, text in rows if text]
    table = _table(document, len(kept), (_LABEL_WIDTH, Cm(_TEXT_WIDTH.cm - _LABEL_WIDTH.cm)))
    for row, (label, text) in zip(table.rows, kept, strict=True):
        name, value = (_padded(cell.paragraphs[0]) for cell in row.cells)
        shaded(name, _LABEL_FILL)
        _write(name, label, size=9.5, bold=True)
        _write(value, text, size=9.5)


def _write_figures(document: WordDocument, report: Report, words: Mapping[str, str]) -> None:
    facts = report.facts
    share = round(100 * facts.done / facts.total) if facts.total else 0
    figures = (
        ("done", f"{facts.done} / {facts.total}"),
        ("progress", f"{share}%"),
        ("finished", str(facts.finished)),
        ("overdue", str(facts.overdue)),
        ("days_left", str(facts.days_left)),
    )
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    table = _table(document, 1, [Cm(_TEXT_WIDTH.cm / len(figures))] * len(figures))
    for cell, (key, figure) in zip(table.rows[0].cells, figures, strict=True):
        number, label = _padded(cell.paragraphs[0]), _padded(cell.add_paragraph())
        shaded(number, _FIGURE_FILL)
        _write(number, figure, size=16, bold=True, color=_ACCENT)
        _write(label, words[key], size=8.5, color=_PALE)
        number.alignment = label.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write_sections(document: WordDocument, report: Report, cited: Mapping[str, int]) -> None:
    for section in report.sections:
        document.add_heading(printable(section.title), level=1)
        for sentence in section.sentences:
            _write_sentence(document.add_paragraph(), sentence, cited)


def _write_sentence(paragraph: Paragraph, sentence: Sentence, cited: Mapping[str, int]) -> None:
    paragraph.add_run(printable(sentence.text))
    numbers = sorted({cited[key] for key in sentence.evidence if key in cited})
    if numbers:
        marks = paragraph.add_run("\u00a0[" + ", ".join(map(str, numbers)) + "]")
        marks.font.size, marks.font.color.rgb = Pt(8), _ACCENT


def _write_evidence(
    document: WordDocument, report: Report, cited: Mapping[str, int], words: Mapping[str, str]
) -> None:
    if not cited:
        return
    document.add_heading(words["evidence"], level=1)
    texts = {evidence.key: evidence.text for evidence in report.evidence}
    for key, number in cited.items():
        line = document.add_paragraph()
        line.paragraph_format.left_indent, line.paragraph_format.space_after = Cm(1), Pt(2)
        line.paragraph_format.first_line_indent = Cm(-1)
        _write(line, f"[{number}]\t", size=9, color=_ACCENT)
        _write(line, texts[key], size=9)
        _write(line, f"  {key}", size=8, color=_PALE)


def _write_footer(document: WordDocument, report: Report, words: Mapping[str, str]) -> None:
    note = document.add_paragraph()
    note.paragraph_format.space_before = Pt(14)
    _write(note, words["by_ai" if report.by_ai else "by_records"], size=8.5, color=_PALE)
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field(footer, "PAGE")
    footer.add_run(" / ")
    field(footer, "NUMPAGES")
    for run in footer.runs:
        run.font.size, run.font.color.rgb = Pt(9), _PALE


def _table(document: WordDocument, rows: int, columns: Sequence[Cm]) -> Table:
    table = document.add_table(rows, len(columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths(table, columns)
    for row in table.rows:
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return table


def _padded(paragraph: Paragraph) -> Paragraph:
    """Give a cell's paragraph some air."""
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = 1.15
    return paragraph


def _write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    color: RGBColor = _INK,
) -> None:
    run = paragraph.add_run(printable(text))
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, color


def _names(project: Project) -> str:
    return printable(", ".join(member.name for member in project.members))


def _packed(document: WordDocument) -> bytes:
    """Give the document's bytes with every zip entry at one fixed time."""
    written = io.BytesIO()
    document.save(written)
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name, content in _entries(source):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return packed.getvalue()


def _entries(source: zipfile.ZipFile) -> Iterable[tuple[str, bytes]]:
    return ((name, source.read(name)) for name in source.namelist())
