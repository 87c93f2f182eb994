"""Codes that join, and the joining of all rows, in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from core.errors import Stale
from core.model.links import Link
from core.model.people import Person, PersonId, SpaceId
from core.model.projects import Member, Project, Standing
from core.model.team_proposals import renamed
from tests.fakes.courses import unite_courses, unite_places
from tests.fakes.rows import Rows, View

_PERSON = frozenset(
    {"person", "assignee", "actor", "keeper", "author", "owner", "caller", "other", "was"}
)
"""Fields that hold a person's id, or a name, which is never equal to one."""
_SPACE = frozenset({"space"})
_NAMING = (
    "people", "projects", "tasks", "activity", "notes", "messages", "jobs", "spendings",
    "courses", "enrolments", "posts", "applications", "team_proposals", "appeals",
    "requests",
)  # fmt: skip
"""Collections whose rows name people or spaces, as constraints of a database would know."""
_MEMORY = timedelta(days=1)


class FakeLinks:
    """Codes somebody asked for, and what they join."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def offer(self, link: Link, now: datetime) -> None:
        """Keep a code; earlier ones are void, old ones forgotten."""
        rows = self._view.changing
        for kept in list(rows.links.values()):
            same = (kept.person, kept.kind) == (link.person, link.kind)
            if (same and not kept.used) or kept.expires < now - _MEMORY:
                del rows.links[kept.digest]
        rows.links[link.digest] = link

    async def find(self, digest: str) -> Link | None:
        """Give a code."""
        return self._view.rows.links.get(digest)

    async def use(self, digest: str) -> None:
        """Note that a code was used."""
        rows = self._view.changing
        rows.links[digest] = replace(rows.links[digest], used=True)

    async def tried(self, person: PersonId, now: datetime, since: datetime) -> int:
        """Count a try of a person."""
        rows = self._view.changing
        made, first = rows.tries.get(person, (0, now))
        rows.tries[person] = (1, now) if first < since else (made + 1, first)
        return rows.tries[person][0]

    async def forgive(self, person: PersonId) -> None:
        """Forget a person's tries."""
        self._view.changing.tries.pop(person, None)

    async def doubles(
        self, first: SpaceId, second: SpaceId
    ) -> tuple[tuple[PersonId, PersonId], ...]:
        """Give those who have the same account in both spaces."""
        known = self._view.rows.accounts
        return tuple(
            (person, known[second, account])
            for (space, account), person in known.items()
            if space == first and (second, account) in known
        )

    async def join(self, person: Person, gone: PersonId) -> None:
        """Keep `person` as given; all that is of `gone` is theirs now."""
        rows = self._view.changing
        if not {person.id, gone} <= set(rows.people):
            raise Stale
        before = {**rows.tasks, **rows.proposals}
        _move(rows, _PERSON, person.id, gone)
        names = {each: each for each in rows.people} | {gone: person.id}
        rows.team_proposals = {key: renamed(p, names) for key, p in rows.team_proposals.items()}
        unite_places(rows, person.id, gone)
        rows.projects = {key: _once_each(project) for key, project in rows.projects.items()}
        for held in (rows.tasks, rows.proposals):
            _age(cast("dict[Any, Any]", held), before)
        rows.notices = _united_notices(rows, person.id, gone)
        rows.accounts = {
            key: person.id if owner == gone else owner for key, owner in rows.accounts.items()
        }
        rows.former = {
            former: person.id if now == gone else now for former, now in rows.former.items()
        } | {gone: person.id}
        rows.profiles.pop(gone, None)
        rows.tries.pop(gone, None)
        del rows.people[gone]
        rows.people[person.id] = replace(person, space=rows.people[person.id].space)

    async def merge(self, first: SpaceId, second: SpaceId) -> None:
        """Make two spaces one, with the name and settings of the first."""
        rows = self._view.changing
        if not {first, second} <= set(rows.spaces):
            raise Stale
        kept, gone = max(first, second), min(first, second)
        rows.nameless |= {home: None for home, space in rows.homes.items() if space == second}
        rows.spaces[kept] = replace(rows.spaces[first], id=kept)
        del rows.spaces[gone]
        unite_courses(rows, kept, gone)
        _move(rows, _SPACE, kept, gone)
        rows.homes = {home: kept if space == gone else space for home, space in rows.homes.items()}
        rows.accounts = _keyed(rows.accounts, kept, gone)
        rows.identities = _keyed(rows.identities, kept, gone)
        rows.buttons = _keyed(rows.buttons, kept, gone)
        rows.asks = {_renamed(ask, kept, gone): at for ask, at in rows.asks.items()}
        for message in list(rows.messages.values()):
            files = tuple(
                replace(file, source=_refiled(file.source, kept, gone))
                for file in message.card.files
            )
            rows.messages[message.id] = replace(message, card=replace(message.card, files=files))


def _refiled(source: str, kept: SpaceId, gone: SpaceId) -> str:
    """Give the source of a file as the kept space names it."""
    kind, space, *rest = source.split(":")
    return ":".join((kind, str(kept) if space == str(gone) else space, *rest))


def dangling(before: Rows, rows: Rows) -> bool:
    """Tell whether something written names a person or space that is no more."""
    if not rows.former and not rows.nameless:
        return False
    gone, spaces = set(rows.former), set(rows.spaces)
    return any(
        _names(value, _PERSON) & gone or _names(value, _SPACE) - spaces
        for name in _NAMING
        for key, value in cast("dict[Any, Any]", getattr(rows, name)).items()
        if getattr(before, name).get(key) is not value
    )


def _names(value: Any, names: Iterable[str]) -> set[Any]:
    """Give the ids of one kind that a row names in fields of its own, and whom it places."""
    held = getattr(value, "draft", value)
    placed = getattr(held, "people", ()) if names is _PERSON else ()
    return {
        getattr(held, each.name)
        for each in fields(held)
        if each.name in names and isinstance(getattr(held, each.name), int)
    }.union(placed)


def _move(rows: Rows, names: frozenset[str], kept: int, gone: int) -> None:
    """Change the fields of these names in all rows from `gone` to `kept`."""
    for item in fields(rows):
        collection: dict[Any, Any] = getattr(rows, item.name)
        if item.name not in ("people", "spaces") or names is _SPACE:
            setattr(
                rows, item.name, {k: _moved(v, names, kept, gone) for k, v in collection.items()}
            )


def _moved(value: Any, names: frozenset[str], kept: int, gone: int) -> Any:
    if isinstance(value, tuple):
        return tuple(_moved(each, names, kept, gone) for each in cast("tuple[Any, ...]", value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed: dict[str, Any] = {}
    for each in fields(value):
        held = getattr(value, each.name)
        moved = kept if each.name in names and held == gone else _moved(held, names, kept, gone)
        if moved is not held:
            changed[each.name] = moved
    return replace(value, **changed) if changed else value


def _age(held: dict[Any, Any], before: Mapping[Any, Any]) -> None:
    """Give what was changed its next version."""
    for key, row in held.items():
        if row is not before[key]:
            held[key] = replace(row, version=row.version + 1)


def _once_each(project: Project) -> Project:
    """Give a project with each member once; who led it leads it."""
    leads = {each.person for each in project.members if each.standing is Standing.LEADER}
    members: dict[PersonId, Member] = {}
    for member in project.members:
        standing = Standing.LEADER if member.person in leads else member.standing
        members.setdefault(member.person, replace(member, standing=standing))
    return replace(project, members=tuple(members.values()))


def _united_notices(rows: Rows, kept: PersonId, gone: PersonId) -> dict[Any, bool]:
    united: dict[Any, bool] = {}
    for notice, given in rows.notices.items():
        theirs = replace(notice, person=kept) if notice.person == gone else notice
        united[theirs] = united.get(theirs, False) or given
    return united


def _keyed(held: Mapping[Any, Any], kept: SpaceId, gone: SpaceId) -> dict[Any, Any]:
    """Give rows kept by space under the space they are in now; those of `kept` first."""
    moved = {(kept, key): value for (space, key), value in held.items() if space == gone}
    stay = {key: value for key, value in held.items() if key[0] != gone}
    return moved | stay


def _renamed(ask: str, kept: SpaceId, gone: SpaceId) -> str:
    prefix = f"{gone}:"
    return f"{kept}:{ask.removeprefix(prefix)}" if ask.startswith(prefix) else ask
