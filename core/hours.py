"""Reads the hours of a week in which somebody is free, as people write or paste them.

월 13-18, 수 10-12 · 평일 저녁 · mon 13:30-18, wed 10-12 · 매일 20-22, 화 빼고

What is clear is read, clause by clause; the rest is given back as it was written.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.hour_words import Sign, UnclearError, Word, words_of
from core.model.free_time import DAY, SLOTS
from core.spans import DAY as MINUTES_OF_DAY
from core.spans import Span

_HALF_HOUR = 30
_WHOLE_DAY: Span = (0, MINUTES_OF_DAY)
_CLAUSES = re.compile(r"[,、;]+")
_DASHES = re.compile("[–—−〜∼－]")


@dataclass(frozen=True, slots=True)
class Hours:
    """Slots of a week that are free, slots taken out again, and what could not be read."""

    free: frozenset[int]
    taken: frozenset[int]
    unread: tuple[str, ...]

    @property
    def slots(self) -> frozenset[int]:
        """Give the free slots, none of which was taken out."""
        return self.free - self.taken


@dataclass(slots=True)
class _Group:
    """Days and what is said of them; `several` come first, `days` may be left out of them."""

    several: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    excepting: bool = False
    written: tuple[str, ...] = ()

    @property
    def all_days(self) -> tuple[int, ...]:
        return (*self.several, *self.days)


@dataclass(slots=True)
class _Reader:
    """Reads clause after clause; days wait for their hours, hours go on with the last days."""

    free: set[int] = field(default_factory=set[int])
    taken: set[int] = field(default_factory=set[int])
    unread: list[str] = field(default_factory=list[str])
    group: _Group = field(default_factory=_Group)
    last: tuple[int, ...] = ()

    def read(self, line: str) -> None:
        """Read a line; days without hours at its end wait for the next one to begin with hours."""
        for number, clause in enumerate(_CLAUSES.split(line)):
            if clause.strip():
                self._clause(clause, begins=number == 0)

    def finish(self) -> Hours:
        """Give what was read."""
        self._give_up()
        return Hours(frozenset(self.free), frozenset(self.taken), tuple(self.unread))

    def _clause(self, clause: str, *, begins: bool) -> None:
        try:
            words = tuple(words_of(clause))
            if begins and self.group.all_days and words and words[0].sign is not Sign.SPAN:
                self._give_up()
            whole = _Clause(self.group, self.last)
            for word in words:
                whole.take(word)
            whole.end()
        except UnclearError:
            self.group.written += (clause,)
            self._give_up()
            self.last = ()
            return
        self.free |= whole.free
        self.taken |= whole.taken
        self.last = whole.last
        waiting = (*self.group.written, clause) if whole.group.all_days else ()
        self.group = _Group(whole.group.several, whole.group.days, written=waiting)

    def _give_up(self) -> None:
        """Give back what was written of days that wait, and forget them."""
        if self.group.written:
            self.unread.append(", ".join(piece.strip() for piece in self.group.written))
        self.group = _Group()


@dataclass(slots=True)
class _Clause:
    """Reads one clause; nothing of it counts unless all of it is clear."""

    group: _Group
    last: tuple[int, ...]
    free: set[int] = field(default_factory=set[int])
    taken: set[int] = field(default_factory=set[int])

    def __post_init__(self) -> None:
        self.group = _Group(self.group.several, self.group.days)

    def take(self, word: Word) -> None:
        """Add a word to what is being said."""
        match word.sign:
            case Sign.SEVERAL | Sign.DAYS:
                self._days(word)
            case Sign.SPAN:
                self._span(word.span)
            case Sign.BUT:
                if self.group.spans:
                    self.end()
                self.group = _Group(self.group.all_days, excepting=True)
            case Sign.NOT:
                self._leave_out()

    def end(self) -> None:
        """Count what was said of days; those without hours go on waiting."""
        group = self.group
        if group.excepting and not (group.several or group.spans):
            _require(group.days)
            self.taken |= _slots(group.days, (_WHOLE_DAY,))
        elif group.excepting and not group.spans:
            self.group = _Group(several=tuple(d for d in group.several if d not in group.days))
            _require(self.group.several)
            return
        elif group.excepting:
            self.taken |= _slots(group.all_days, group.spans)
        elif group.spans:
            self.last = group.all_days
            self.free |= _slots(group.all_days, group.spans)
        else:
            return
        self.group = _Group()

    def _days(self, word: Word) -> None:
        if self.group.spans:
            self.end()
        group = self.group
        if word.sign is Sign.SEVERAL and not (group.all_days or group.excepting):
            self.group.several = word.days
        else:
            self.group.days += word.days

    def _span(self, span: Span) -> None:
        group = self.group
        if group.excepting and group.several:
            self.end()
        if not self.group.all_days:
            _require(self.last)
            self.group.days = self.last
        self.group.spans += (span,)

    def _leave_out(self) -> None:
        """Take out the days just said: of all those before them, or with their hours."""
        _require(self.group.all_days)
        group = self.group
        group.excepting = True
        if not group.spans and group.several and not group.days:
            group.days, group.several = group.several, ()
        self.end()


def read_hours(text: str) -> Hours:
    """Read what is clear of typed or pasted hours."""
    reader = _Reader()
    plain = unicodedata.normalize("NFKC", text)
    for line in plain.splitlines():
        reader.read(_DASHES.sub("-", line).replace("〜", "~"))
    return reader.finish()


def _slots(days: Iterable[int], spans: Sequence[Span]) -> frozenset[int]:
    """Give the half hours that lie wholly in spans of days."""
    inside = [
        slot
        for start, end in spans
        for slot in range(-(-start // _HALF_HOUR), end // _HALF_HOUR)
    ]  # fmt: skip
    _require(inside)
    return frozenset((day * DAY + slot) % SLOTS for day in days for slot in inside)


def _require(found: Sequence[int]) -> None:
    if not found:
        raise UnclearError
