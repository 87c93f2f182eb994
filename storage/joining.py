"""Two people, or two spaces, become one: every row that points to one points to the other.

Which columns point to a person or a space is read from the tables themselves, so a table that
is added takes part. What no constraint knows, ids inside JSON and words, is named here. The
newer row stays: SQLite gives the highest id again once its row is removed.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    Text,
    UniqueConstraint,
    Update,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Stale
from core.model.courses import EnrolmentState
from core.model.people import Person, PersonId, SpaceId
from core.model.projects import Standing
from storage.codec import cells_of
from storage.course_tables import courses, enrolments, former_courses
from storage.schema import metadata
from storage.tables import (
    activity,
    former_people,
    homes,
    members,
    people,
    profiles,
    projects,
    proposals,
    spaces,
    tasks,
)
from storage.work_tables import asks, jobs, link_tries, messages, notices

_FILES = ("report", "teams")
"""The kinds of files that are made when they are sent, by the first word of their source."""
_ID_ENDS = ",}"
"""What may follow a number in JSON."""


async def join_people(connection: AsyncConnection, person: Person, gone: PersonId) -> None:
    """Keep `person` as given, with all that was of `gone`, who is no more.

    Raises:
        Stale: one of them is no more.
    """
    both = (person.id, gone)
    theirs = select(members.c.project).where(members.c.person.in_(both))
    await _hold_projects(connection, projects.c.id.in_(theirs))
    await _hold(connection, people, both)
    await _reword_people(connection, person.id, gone)
    await _unite_memberships(connection, person.id, gone)
    await _unite_notices(connection, person.id, gone)
    await _let_in(connection, enrolments.c.person, person.id, gone)
    for table in (profiles, link_tries):
        await connection.execute(delete(table).where(table.c.person == gone))
    await _move(connection, people, person.id, gone)
    former = {"id": gone, "person": person.id}
    await connection.execute(insert(former_people).values(former))
    await connection.execute(delete(people).where(people.c.id == gone))
    keeping = update(people).where(people.c.id == person.id)
    await connection.execute(keeping.values(cells_of(person, "id", "space")))


async def join_spaces(connection: AsyncConnection, first: SpaceId, second: SpaceId) -> None:
    """Make one of two spaces, with the name and settings of the first.

    Raises:
        Stale: one of them is no more.
    """
    kept, gone = max(first, second), min(first, second)
    await _hold_projects(connection, projects.c.space.in_((first, second)))
    await _hold(connection, spaces, (first, second))
    wanted = select(spaces).where(spaces.c.id == first)
    settings = (await connection.execute(wanted)).mappings().one()
    silencing = update(homes).where(homes.c.space == second)
    await connection.execute(silencing.values(names=False))
    await _reword_spaces(connection, kept, gone)
    await _unite_courses(connection, kept, gone)
    await _move(connection, spaces, kept, gone)
    await connection.execute(delete(spaces).where(spaces.c.id == gone))
    keeping = update(spaces).where(spaces.c.id == kept)
    await connection.execute(keeping.values({**settings, "id": kept}))


async def _hold_projects(connection: AsyncConnection, wanted: ColumnElement[bool]) -> None:
    """Hold projects, in one order, before anything else, as those who change them do."""
    held = select(projects.c.id).where(wanted).order_by(projects.c.id)
    await connection.execute(held.with_for_update(key_share=True))


async def _hold(connection: AsyncConnection, table: Table, both: Sequence[int]) -> None:
    """Wait for all who write of these rows, and let nobody else write of them any more."""
    wanted = select(table.c.id).where(table.c.id.in_(both)).order_by(table.c.id)
    held = (await connection.execute(wanted.with_for_update())).all()
    if len(held) < len(both):
        raise Stale


async def _move(connection: AsyncConnection, to: Table, kept: int, gone: int) -> None:
    """Let everything that points to the row `gone` of a table point to `kept`."""
    for table, column in _pointing(to.c.id):
        for collision in _collisions(table, column, kept, gone):
            await connection.execute(delete(table).where(collision))
        moving = update(table).where(column == gone)
        await connection.execute(moving.values({column.name: kept}))


def _pointing(to: Column[Any]) -> Iterator[tuple[Table, Column[Any]]]:
    """Give every column that names a row of another table by `to`."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is to for key in column.foreign_keys):
                yield table, column


def _collisions(
    table: Table, column: Column[Any], kept: int, gone: int
) -> Iterator[ColumnElement[bool]]:
    """Give, for each unique key a column is part of, the rows of `gone` that `kept` has too."""
    unique = (key for key in table.constraints if isinstance(key, UniqueConstraint))
    for key in (table.primary_key, *unique):
        if column.name in key.columns:
            twin = table.alias()
            rest = (each for each in key.columns if each is not column)
            same = [twin.c[each.name] == table.c[each.name] for each in rest]
            there = select(twin.c[column.name]).where(twin.c[column.name] == kept, *same)
            yield and_(column == gone, there.exists())


async def _unite_memberships(connection: AsyncConnection, kept: PersonId, gone: PersonId) -> None:
    """Let who led a project lead it, before one of two memberships is left out."""
    led = members.alias()
    leading = select(led.c.project).where(
        led.c.person == gone, led.c.standing == Standing.LEADER
    )  # fmt: skip
    raising = update(members).where(members.c.person == kept, members.c.project.in_(leading))
    await connection.execute(raising.values(standing=Standing.LEADER))


async def _unite_notices(connection: AsyncConnection, kept: PersonId, gone: PersonId) -> None:
    """Count a notice given to one as given, before one of two is left out."""
    other = notices.alias()
    same = [other.c[name] == notices.c[name] for name in ("task", "kind", "on")]
    given = select(other.c.task).where(other.c.person == gone, other.c.given, *same)
    giving = update(notices).where(notices.c.person == kept, given.exists())
    await connection.execute(giving.values(given=True))


async def _let_in(connection: AsyncConnection, column: Column[Any], kept: int, gone: int) -> None:
    """Let who was let into a course be in it, before one of two places is left out.

    Two people, or two courses, become one: `column` names them.
    """
    other = enrolments.alias()
    same = [other.c[key.name] == key for key in enrolments.primary_key if key is not column]
    was_in = select(other.c.state).where(
        other.c[column.name] == gone, other.c.state == EnrolmentState.ENROLLED, *same
    )  # fmt: skip
    letting_in = update(enrolments).where(column == kept, was_in.exists())
    await connection.execute(letting_in.values(state=EnrolmentState.ENROLLED))


async def _unite_courses(connection: AsyncConnection, kept: SpaceId, gone: SpaceId) -> None:
    """Make one course of two with the same code; staff says anew whether names let in there."""
    twin = courses.alias()
    same = select(courses.c.id, twin.c.id).where(
        courses.c.space == kept, twin.c.space == gone, twin.c.code == courses.c.code
    )
    for course, other in (await connection.execute(same)).all():
        await _let_in(connection, enrolments.c.course, course, other)
        await _move(connection, courses, course, other)
        former = {"id": other, "course": course}
        await connection.execute(insert(former_courses).values(former))
        await connection.execute(delete(courses).where(courses.c.id == other))
        await connection.execute(update(courses).where(courses.c.id == course).values(names=False))


async def _reword_people(connection: AsyncConnection, kept: PersonId, gone: PersonId) -> None:
    """Name the kept person inside JSON, and let go stale what was seen before."""
    ids = (gone, kept)
    theirs = select(members.c.project).where(members.c.person == gone)
    rewordings = (
        _rewording(messages, messages.c.place, "person", ids).where(messages.c.owner == gone),
        _rewording(jobs, jobs.c.place, "person", ids).where(jobs.c.caller == gone),
        _rewording(activity, activity.c.changes, "assignee", ids).where(
            activity.c.project.in_(theirs)
        ),
        _rewording(proposals, proposals.c.plan, "assignee", ids)
        .where(proposals.c.project.in_(theirs))
        .values(version=proposals.c.version + 1),
        update(tasks).where(tasks.c.assignee == gone).values(version=tasks.c.version + 1),
    )
    for rewording in rewordings:
        await connection.execute(rewording)


def _rewording(table: Table, column: Column[Any], name: str, ids: tuple[int, int]) -> Update:
    """Put the second number in the place of the first where JSON has it under `name`."""
    text: ColumnElement[str] = type_coerce(column, Text)
    worded = [tuple(f'"{name}":{number}{end}' for number in ids) for end in _ID_ENDS]
    has = [text.contains(before, autoescape=True) for before, _ in worded]
    for before, after in worded:
        text = func.replace(text, before, after)
    return update(table).where(or_(*has)).values({column.name: text})


async def _reword_spaces(connection: AsyncConnection, kept: SpaceId, gone: SpaceId) -> None:
    """Name the kept space inside words: in files still to be made, and in asks answered."""
    card = type_coerce(messages.c.card, Text)
    for kind in _FILES:
        before, after = f'"{kind}:{gone}:', f'"{kind}:{kept}:'
        await connection.execute(
            update(messages)
            .where(messages.c.space == gone, card.contains(before, autoescape=True))
            .values(card=func.replace(card, before, after))
        )
    twin = asks.alias()
    renamed = f"{kept}:" + func.substr(asks.c.ask, len(f"{gone}:") + 1)
    of_gone = asks.c.ask.startswith(f"{gone}:", autoescape=True)
    known = select(twin.c.ask).where(twin.c.ask == renamed)
    await connection.execute(update(asks).where(of_gone, ~known.exists()).values(ask=renamed))
