"""What python-docx has no words for: fonts for Hangul, language tags, fields, fills."""

import re
from collections.abc import Sequence
from typing import Any, cast

from docx.oxml.ns import qn
from docx.oxml.parser import (
    OxmlElement,  # pyright: ignore[reportUnknownVariableType]  # lxml comes without types
)
from docx.shared import Length
from docx.table import Table
from docx.text.paragraph import Paragraph

_LATIN_FONT = "Malgun Gothic"
_UNPRINTABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets)."""

_AFTER_SPACES = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
_AFTER_SHADE = ("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign")
"""What must follow in the XML: Word refuses a file whose elements are out of order."""


def printable(text: str) -> str:
    """Give `text` without what a Word document cannot hold."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def spoken(style: Any, font: str, language: str) -> None:
    """Name a style's fonts, for Hangul as well as for Latin letters, and its language.

    Word takes the `eastAsia` font for Hangul; a style without it shows a Chinese or Japanese
    font on many machines. A theme font, where named, would win: it is taken away.
    """
    properties = style.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), _LATIN_FONT)
    fonts.set(qn("w:eastAsia"), font)
    _tag(properties, language)


def language(styles: Any, settings: Any, tag: str) -> None:
    """Make `tag` the language of everything that names none."""
    for properties in styles.iter(qn("w:rPr")):
        _tag(properties, tag)
    for theme in settings.iter(qn("w:themeFontLang")):
        theme.set(qn("w:eastAsia"), tag)


def close(style: Any) -> None:
    """Put no automatic space between Hangul and Latin letters or digits ("24개", not "24 개")."""
    for name in ("autoSpaceDE", "autoSpaceDN"):
        switch = _element(name, val="0")
        style.get_or_add_pPr().insert_element_before(switch, *_AFTER_SPACES)


def bordered(style: Any, color: str) -> None:
    """Draw a table style's lines in `color`, six hexadecimal digits."""
    for borders in style.iter(qn("w:tblBorders")):
        for border in borders:
            border.set(qn("w:color"), color)


def field(paragraph: Paragraph, code: str) -> None:
    """Add a field Word computes, like `PAGE`."""
    instruction = _element("instrText")
    instruction.text = code
    for part in (
        _element("fldChar", fldCharType="begin"),
        instruction,
        _element("fldChar", fldCharType="separate"),
    ):
        _append(paragraph, part)
    paragraph.add_run("1")
    _append(paragraph, _element("fldChar", fldCharType="end"))


def shaded(paragraph: Paragraph, fill: str) -> None:
    """Fill the cell around a paragraph with a colour, six hexadecimal digits."""
    shade = _element("shd", val="clear", color="auto", fill=fill)
    inside = cast("Any", paragraph.paragraph_format.element)
    inside.getparent().get_or_add_tcPr().insert_element_before(shade, *_AFTER_SHADE)


def widths(table: Table, columns: Sequence[Length]) -> None:
    """Fix the columns' widths; LibreOffice reads them from the cells, Word from the grid."""
    table.autofit = False
    for column, width in zip(table.columns, columns, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _append(paragraph: Paragraph, part: Any) -> None:
    cast("Any", paragraph.add_run().element).append(part)


def _element(name: str, **attributes: str) -> Any:
    made = cast("Any", OxmlElement(f"w:{name}"))
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def _tag(properties: Any, tag: str) -> None:
    found = properties.find(qn("w:lang"))
    if found is None:
        found = _element("lang")
        properties.append(found)
    found.set(qn("w:val"), tag)
    found.set(qn("w:eastAsia"), tag)
