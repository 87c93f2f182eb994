"""Rosters: what a new list changes of the kept one, and whom the lines let in."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.model.courses import RosterEntry
from core.model.people import PersonId

_ID = re.compile(r"\d{15,20}|[UW][A-Z0-9]{8,12}")
"""Accounts that are a platform's ids: whoever is called so by choice is somebody else."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of a space: the name they show, and what platforms say of their accounts.

    `users` are the platforms' ids; `handles` and `emails` are as in `Identity`.
    """

    person: PersonId
    name: str
    users: tuple[str, ...]
    handles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


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


def compare(known: Sequence[RosterEntry], listed: Sequence[RosterEntry]) -> Comparison:
    """Tell what a list changes: people are the same by account, by e-mail, else by name."""
    found = _Kept(known, listed)
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


def seated(compared: Comparison, people: Sequence[Known], *, names: bool) -> Comparison:
    """Give a comparison with who comes by its lines: who stands in one of them is not gone."""
    wanted = {known.person for known in people}
    found = let_in(compared.entries, people, wanted, names=names)
    came = {place: person for person, place in found.items()}
    entries = tuple(
        replace(entry, person=came.get(n, entry.person)) for n, entry in enumerate(compared.entries)
    )
    here = {entry.person for entry in entries if entry.person is not None}
    gone = tuple(entry for entry in compared.gone if entry.person not in here)
    return replace(compared, entries=entries, gone=gone)


def let_in(
    roster: Sequence[RosterEntry],
    people: Sequence[Known],
    wanted: Collection[PersonId],
    *,
    names: bool,
) -> Mapping[PersonId, int]:
    """Give which line of a roster lets in each of those `wanted` whom one lets in at once.

    That is a line with what a platform says of them: an account of theirs by its id, else by a
    handle that nobody else has, or their e-mail address. If `names` count too, it is else the
    line `named` as they are, unless an address could have told. A line by which somebody came
    in lets in nobody else.
    """
    wishing = [known for known in people if known.person in wanted]
    found: dict[PersonId, int] = {}
    taken: set[int] = set()
    for place_of in _ways(roster, people, names=names):
        for known in wishing:
            place = place_of(known)
            if place is not None and place not in taken and known.person not in found:
                found[known.person] = place
                taken.add(place)
    return found


def named(roster: Sequence[RosterEntry], people: Sequence[Known], person: PersonId) -> int | None:
    """Give the line without account that has somebody's name, and by which nobody else came in.

    `None` where another line, or another of the `people`, has that name.
    """
    who = next(known for known in people if known.person == person)
    return _Names(roster, people).place_of(who)


def unproven(roster: Iterable[RosterEntry], people: Iterable[Known]) -> tuple[RosterEntry, ...]:
    """Give the lines still waited for that have nothing a platform would say of anybody.

    Where no address of anybody is known, no platform of the space gives any.
    """
    has_emails = any(known.emails for known in people)
    return tuple(
        entry
        for entry in roster
        if entry.person is None and not entry.account and not (entry.email and has_emails)
    )


def digest_of(entries: Iterable[RosterEntry]) -> str:
    """Digest a list, whatever course it is for."""
    lines = (repr((each.name, each.account, each.email, each.section)) for each in entries)
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=12).hexdigest()


def keys_of(entry: RosterEntry) -> Iterator[tuple[str, str]]:
    """Give what tells somebody apart from all others of a list."""
    if entry.account:
        yield "account", entry.account.casefold()
    if entry.email:
        yield "email", entry.email


def _ways(
    roster: Sequence[RosterEntry], people: Sequence[Known], *, names: bool
) -> Iterator[Callable[[Known], int | None]]:
    """Give what finds the line that lets somebody in, the surest first."""
    yield _Proofs(roster, people).place_of
    if names:
        yield _Names(roster, people).unproven_place_of


class _Proofs:
    """Finds the lines that have what platforms say of people."""

    def __init__(self, roster: Sequence[RosterEntry], people: Iterable[Known]) -> None:
        self._roster = roster
        self._by = {key: place for place, entry in enumerate(roster) for key in keys_of(entry)}
        self._called: dict[str, set[PersonId]] = {}
        for known in people:
            for word in (*known.handles, *map(str.casefold, known.users)):
                self._called.setdefault(word, set()).add(known.person)

    def place_of(self, known: Known) -> int | None:
        """Give the line that is theirs, if nobody else came by it."""
        users = (("account", user.casefold()) for user in known.users)
        emails = (("email", email) for email in known.emails)
        for key in (*users, *self._handles(known), *emails):
            place = self._by.get(key)
            if place is not None and self._roster[place].person in (None, known.person):
                return place
        return None

    def _handles(self, known: Known) -> Iterator[tuple[str, str]]:
        for handle in known.handles:
            place = self._by.get(("account", handle))
            is_id = place is not None and _ID.fullmatch(self._roster[place].account)
            if not is_id and self._called[handle] == {known.person}:
                yield "account", handle


class _Names:
    """Finds the lines that have people's names, where nothing else could be checked."""

    def __init__(self, roster: Sequence[RosterEntry], people: Iterable[Known]) -> None:
        self._roster = roster
        self._bearers = Counter(known.name.casefold() for known in people)
        self._lines = Counter(entry.name.casefold() for entry in roster)
        self._by = {entry.name.casefold(): n for n, entry in enumerate(roster)}

    def place_of(self, known: Known) -> int | None:
        """Give the line of somebody's name, if it has no account and nobody else came by it."""
        name = known.name.casefold()
        if self._bearers[name] != 1 or self._lines[name] != 1:
            return None
        entry = self._roster[self._by[name]]
        is_theirs = not entry.account and entry.person in (None, known.person)
        return self._by[name] if is_theirs else None

    def unproven_place_of(self, known: Known) -> int | None:
        """Give that line unless an address could have told whose it is."""
        place = self.place_of(known)
        could_tell = place is not None and self._roster[place].email and known.emails
        return None if could_tell else place


class _Kept:
    """Finds people of a list in the kept one."""

    def __init__(self, known: Sequence[RosterEntry], listed: Sequence[RosterEntry]) -> None:
        self._known = known
        self._by = {key: place for place, entry in enumerate(known) for key in keys_of(entry)}
        self._names = {entry.name.casefold(): place for place, entry in enumerate(known)}
        self._often = Counter(entry.name.casefold() for entry in known)
        self._often |= Counter(entry.name.casefold() for entry in listed)

    def place_of(self, entry: RosterEntry) -> int | None:
        """Give where somebody stands in the kept list, `None` where they do not."""
        for key in keys_of(entry):
            if key in self._by:
                return self._by[key]
        name = entry.name.casefold()
        place = self._names.get(name) if self._often[name] == 1 else None
        # A name tells who it is where the rest was not known before, or is not any more.
        return None if place is None or _clash(self._known[place], entry) else place


def _clash(one: RosterEntry, other: RosterEntry) -> bool:
    accounts = (one.account.casefold(), other.account.casefold())
    emails = (one.email, other.email)
    return any(all(pair) and pair[0] != pair[1] for pair in (accounts, emails))
