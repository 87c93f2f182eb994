"""Class lists as staff have them: CSV files out of Excel and school portals.

Comma, semicolon or tab; UTF-8, UTF-16 or CP949, as Excel writes in Korea; columns in any order,
named in Korean or English, below whatever a portal puts above them. Columns nobody asked for,
such as student numbers, are not read.
"""

import codecs
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from core.errors import Refused
from core.model.courses import CourseId, RosterEntry
from core.rosters import keys_of

LARGEST = 256 * 1024
"""Bytes; what is read takes no longer than the event loop can wait."""
MOST = 1_000
"""People of a list."""
_MOST_LINES, _MOST_CELLS = 3 * MOST, 40
"""Of a file, and of a line of it; more is no class list."""
_LONGEST = 80
"""Characters of a cell."""
_ABOVE = 10
"""Lines in which the names of the columns are looked for."""
_LONGEST_TITLE = 30
"""Characters of a column's name; a sentence above the list is none."""
_ZIPPED = b"PK\x03\x04"
_TITLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "name": frozenset(
            {
                "이름", "성명", "학생이름", "학생명", "학생성명",
                "name", "fullname", "studentname", "student",
            }
        ),
        "account": frozenset(
            {
                "계정", "멘션", "디스코드", "슬랙", "account", "username", "handle", "mention",
                "discord", "slack", "discordid", "slackid",
            }
        ),
        "email": frozenset({"이메일", "메일", "전자우편", "email", "mail", "emailaddress"}),
        "section": frozenset({"분반", "반", "조", "section", "class", "group"}),
    }
)  # fmt: skip
"""What columns are called, in small letters without blanks, signs and what stands in brackets."""
_THEIRS = "^(?!.*(?:교수|강사|조교|과목|강의|학과|닉네임|별명|professor|course|nick|display))"
"""A name of a column that is neither about somebody or something else, nor of names by choice."""
_WITHIN: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "section": re.compile("분반|section"),
        "email": re.compile(f"{_THEIRS}.*(?:메일|전자우편|mail)"),
        "account": re.compile(f"{_THEIRS}.*(?:계정|디스코드|슬랙|account|username|discord|slack)"),
        "name": re.compile(f"{_THEIRS}.*(?:이름|성명|studentname)"),
    }
)
"""What is in the names of columns that are called none of these; the first that fits counts."""
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_MENTION = re.compile(r"<@!?([^>|\s]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line of a file that was left out; `why` is a phrase under `roster.wrong`."""

    line: int
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class ClassList:
    """What a file holds: its people, each once, and the lines that were left out.

    `columns` are those that were read, as the file calls them, by what they hold; `unread` are
    the others.
    """

    entries: tuple[RosterEntry, ...]
    wrong: tuple[WrongLine, ...]
    columns: Mapping[str, str]
    unread: tuple[str, ...]


def read_list(course: CourseId, content: bytes) -> ClassList:
    """Read a class list, line by line.

    Raises:
        Refused: it is no text, is too large, or no column is one of names.
    """
    if len(content) > LARGEST:
        raise Refused("roster.large", option="file", most=LARGEST // 1024)
    rows = _rows(_text(content))
    columns, first = _header(rows)
    entries: dict[int, RosterEntry] = {}
    wrong: list[WrongLine] = []
    for line, cells in rows[first:]:
        entry = _entry(course, cells, columns)
        why = _why_wrong(entry)
        if why and any(cells):
            wrong.append(WrongLine(line, why, _shown(cells)))
        elif not why:
            entries[line] = entry
    if len(entries) > MOST:
        raise Refused("roster.many", option="file", most=MOST)
    titles = rows[first - 1][1]
    unread = (title for n, title in enumerate(titles) if title and n not in columns.values())
    kept, left_out = _once_each(entries, wrong)
    return ClassList(kept, left_out, {name: titles[n] for name, n in columns.items()}, (*unread,))


def _text(content: bytes) -> str:
    if content.startswith(_ZIPPED):
        raise Refused("roster.excel", option="file")
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("roster.encoding", option="file")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Give the rows of a file with the lines they begin on, from 1, cut where it is cut most.

    Raises:
        Refused: there are too many, or one cannot be told from the next.
    """
    lines = text.splitlines()
    beginning = "\n".join(lines[:_ABOVE])
    separator = max(",;\t", key=beginning.count)
    if len(lines) > _MOST_LINES:
        raise Refused("roster.many", option="file", most=MOST)
    if max(map(len, lines), default=0) > csv.field_size_limit():
        raise Refused("roster.unreadable", option="file")
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    rows: list[tuple[int, list[str]]] = []
    first = 1
    try:
        for row in reader:
            rows.append((first, [_cell(cell) for cell in row[:_MOST_CELLS]]))
            first = reader.line_num + 1
    except csv.Error as error:
        # A quote that nothing ends takes in all that follows: only where it begins is known.
        raise Refused("roster.quote", option="file", line=first) from error
    return rows


def _cell(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    if not plain.isprintable():
        plain = "".join(each if each.isprintable() else " " for each in plain)
    return " ".join(plain.split())


def _header(rows: Sequence[tuple[int, list[str]]]) -> tuple[dict[str, int], int]:
    """Give where each column is, and the place of the first row below their names.

    They stand where a column is called a name, else where one is about it; beside most others.

    Raises:
        Refused: no column is one of names.
    """
    above = [cells for _, cells in rows[:_ABOVE]]
    named = {n: found for n, found in enumerate(map(_columns, above)) if "name" in found}
    if not named:
        raise Refused("roster.header", option="file")
    place = max(named, key=lambda n: ("name" in _called(above[n]), len(named[n])))
    return named[place], place + 1


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Give where each column is: by what it is called, else by what its name is about."""
    about: dict[str, int] = {}
    for n, title in enumerate(map(_plain, cells)):
        short = title[: _LONGEST_TITLE + 1]
        column = next((name for name, words in _WITHIN.items() if words.search(short)), None)
        if column is not None and short == title:
            about.setdefault(column, n)
    found = about | _called(cells)
    return {name: found[name] for name in _TITLES if name in found}


def _called(cells: Sequence[str]) -> dict[str, int]:
    """Give the first of the columns that are called each of the names."""
    titles = list(map(_plain, cells))
    return {
        column: next(n for n, title in enumerate(titles) if title in names)
        for column, names in _TITLES.items()
        if not names.isdisjoint(titles)
    }


def _plain(title: str) -> str:
    shown = _BRACKETS.sub("", title).strip() or title
    return re.sub(r"[\W_]", "", shown).casefold()


def _entry(course: CourseId, cells: Sequence[str], columns: Mapping[str, int]) -> RosterEntry:
    given = {column: cells[n] for column, n in columns.items() if n < len(cells)}
    account = given.get("account", "")
    mentioned = _MENTION.fullmatch(account)
    account = mentioned[1] if mentioned else account.removeprefix("@")
    return RosterEntry(
        course,
        given.get("name", ""),
        account,
        given.get("email", "").casefold(),
        given.get("section", ""),
    )


def _why_wrong(entry: RosterEntry) -> str:
    cells = (entry.name, entry.account, entry.email, entry.section)
    if not entry.name:
        return "name"
    if max(map(len, cells)) > _LONGEST:
        return "long"
    return "email" if entry.email and not _EMAIL.fullmatch(entry.email) else ""


def _once_each(
    entries: Mapping[int, RosterEntry], wrong: Sequence[WrongLine]
) -> tuple[tuple[RosterEntry, ...], tuple[WrongLine, ...]]:
    """Leave out people who stand in the list before, and those nothing tells apart."""
    seen: set[tuple[str, str]] = set()
    names = Counter(entry.name.casefold() for entry in entries.values())
    kept: list[RosterEntry] = []
    left_out = list(wrong)
    for line, entry in entries.items():
        keys = set(keys_of(entry))
        alike = not keys and names[entry.name.casefold()] > 1
        if alike or not seen.isdisjoint(keys):
            left_out.append(WrongLine(line, "alike" if alike else "twice", entry.name))
            continue
        seen |= keys
        kept.append(entry)
    return tuple(kept), tuple(sorted(left_out, key=lambda each: each.line))


def _shown(cells: Sequence[str]) -> str:
    return " ".join(cell for cell in cells if cell)[:_LONGEST]
