"""Class lists as staff have them: CSV files out of Excel and school portals.

Comma, semicolon or tab; UTF-8, UTF-16 or CP949, as Excel writes in Korea; columns in any order,
named in Korean or English, below whatever a portal puts above them. Columns nobody asked for,
such as student numbers, are not read.
"""

import codecs
import csv
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.errors import Refused
from core.model.courses import CourseId, RosterEntry
from core.model.people import PersonId

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
_ZIPPED = b"PK\x03\x04"
_COLUMNS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "name": frozenset(
            {"이름", "성명", "학생이름", "학생명", "name", "fullname", "studentname", "student"}
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
"""What columns are called, in small letters without blanks and signs."""
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
    """What a file holds: its people, each once, and the lines that were left out."""

    entries: tuple[RosterEntry, ...]
    wrong: tuple[WrongLine, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of a space: their name, and their ids on the platforms they have accounts on."""

    person: PersonId
    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A new roster beside the kept one. `entries` are the new ones, who came by them known."""

    entries: tuple[RosterEntry, ...]
    new: tuple[RosterEntry, ...]
    changed: tuple[RosterEntry, ...]
    gone: tuple[RosterEntry, ...]

    @property
    def same(self) -> int:
        """Count those who stay as they are."""
        return len(self.entries) - len(self.new) - len(self.changed)


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
    return _once_each(entries, wrong)


def compare(known: Sequence[RosterEntry], listed: Sequence[RosterEntry]) -> Comparison:
    """Tell what a list changes: people are the same by account, by e-mail, else by name."""
    found = _Known(known, listed)
    entries: list[RosterEntry] = []
    new: list[RosterEntry] = []
    changed: list[RosterEntry] = []
    met: set[int] = set()
    for entry in listed:
        place = found.place_of(entry)
        if place is None or place in met:
            entries.append(entry)
            new.append(entry)
            continue
        met.add(place)
        before = known[place]
        now = replace(entry, course=before.course, person=before.person)
        entries.append(now)
        if now != before:
            changed.append(now)
    gone = tuple(entry for place, entry in enumerate(known) if place not in met)
    return Comparison(tuple(entries), tuple(new), tuple(changed), gone)


def let_in(
    roster: Sequence[RosterEntry], people: Sequence[Known], wanted: Iterable[PersonId]
) -> Mapping[PersonId, int]:
    """Give which line of a roster lets in each of those `wanted` whom one lets in.

    That is the line of one of their accounts, or a line without account that has their name, if
    neither another line nor another of the `people` has it. A line by which somebody came in
    lets in nobody else.
    """
    names = Counter(known.name.casefold() for known in people)
    lines = Counter(entry.name.casefold() for entry in roster)
    places: dict[str, int] = {}
    for place, entry in enumerate(roster):
        if entry.account:
            places[f"account {entry.account}"] = place
        elif lines[entry.name.casefold()] == 1:
            places[f"name {entry.name.casefold()}"] = place
    needed = set(wanted)
    found: dict[PersonId, int] = {}
    for known in people:
        keys = [f"account {user.casefold()}" for user in known.users]
        name = known.name.casefold()
        keys += [f"account {name}", f"name {name}"] if names[name] == 1 else []
        place = next((places[key] for key in keys if key in places), None)
        free = place is not None and roster[place].person in (None, known.person)
        if place is not None and free and known.person in needed:
            found.setdefault(known.person, place)
    return found


def digest_of(entries: Iterable[RosterEntry]) -> str:
    """Digest a list, whatever course it is for."""
    lines = (repr((each.name, each.account, each.email, each.section)) for each in entries)
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=12).hexdigest()


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
    """Give the lines of a file with their numbers, from 1, cut where it is cut most often."""
    lines = text.splitlines()
    beginning = "\n".join(lines[:_ABOVE])
    separator = max(",;\t", key=beginning.count)
    if len(lines) > _MOST_LINES:
        raise Refused("roster.many", option="file", most=MOST)
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    try:
        return [(reader.line_num, [_cell(cell) for cell in row[:_MOST_CELLS]]) for row in reader]
    except csv.Error as error:
        raise Refused("roster.unreadable", option="file") from error


def _cell(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    if not plain.isprintable():
        plain = "".join(each if each.isprintable() else " " for each in plain)
    return " ".join(plain.split())


def _header(rows: Sequence[tuple[int, list[str]]]) -> tuple[dict[str, int], int]:
    """Give where each column is, and the place of the first row below their names."""
    for place, (_, cells) in enumerate(rows[:_ABOVE]):
        named = [re.sub(r"[\W_]", "", cell).casefold() for cell in cells]
        columns = {
            column: next(n for n, name in enumerate(named) if name in names)
            for column, names in _COLUMNS.items()
            if not names.isdisjoint(named)
        }
        if "name" in columns:
            return columns, place + 1
    raise Refused("roster.header", option="file")


def _entry(course: CourseId, cells: Sequence[str], columns: Mapping[str, int]) -> RosterEntry:
    given = {column: cells[n] for column, n in columns.items() if n < len(cells)}
    account = given.get("account", "")
    mentioned = _MENTION.fullmatch(account)
    account = mentioned[1] if mentioned else account.removeprefix("@")
    return RosterEntry(
        course,
        given.get("name", ""),
        account.casefold(),
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


def _once_each(entries: Mapping[int, RosterEntry], wrong: Sequence[WrongLine]) -> ClassList:
    """Leave out people who stand in the list before, and those nothing tells apart."""
    seen: set[tuple[str, str]] = set()
    names = Counter(entry.name.casefold() for entry in entries.values())
    kept: list[RosterEntry] = []
    left_out = list(wrong)
    for line, entry in entries.items():
        keys = set(_keys(entry))
        alike = not keys and names[entry.name.casefold()] > 1
        if alike or not seen.isdisjoint(keys):
            left_out.append(WrongLine(line, "alike" if alike else "twice", entry.name))
            continue
        seen |= keys
        kept.append(entry)
    return ClassList(tuple(kept), tuple(sorted(left_out, key=lambda each: each.line)))


def _keys(entry: RosterEntry) -> Iterator[tuple[str, str]]:
    """Give what tells somebody apart from all others of a list."""
    if entry.account:
        yield "account", entry.account
    if entry.email:
        yield "email", entry.email


class _Known:
    """Finds people of a list in the kept one."""

    def __init__(self, known: Sequence[RosterEntry], listed: Sequence[RosterEntry]) -> None:
        self._known = known
        self._by = {key: place for place, entry in enumerate(known) for key in _keys(entry)}
        self._names = {entry.name.casefold(): place for place, entry in enumerate(known)}
        self._often = Counter(entry.name.casefold() for entry in known)
        self._often |= Counter(entry.name.casefold() for entry in listed)

    def place_of(self, entry: RosterEntry) -> int | None:
        """Give where somebody stands in the kept list, `None` where they do not."""
        for key in _keys(entry):
            if key in self._by:
                return self._by[key]
        name = entry.name.casefold()
        place = self._names.get(name) if self._often[name] == 1 else None
        # A name tells who it is where the rest was not known before, or is not any more.
        return None if place is None or _clash(self._known[place], entry) else place


def _clash(one: RosterEntry, other: RosterEntry) -> bool:
    accounts, emails = (one.account, other.account), (one.email, other.email)
    return any(all(pair) and pair[0] != pair[1] for pair in (accounts, emails))


def _shown(cells: Sequence[str]) -> str:
    return " ".join(cell for cell in cells if cell)[:_LONGEST]
