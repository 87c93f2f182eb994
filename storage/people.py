"""Spaces, people and profiles in SQL."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.people import (
    Account,
    Home,
    Person,
    PersonId,
    Profile,
    Space,
    SpaceDefaults,
    SpaceId,
)
from storage.codec import cells_of
from storage.insertion import insert_new, put
from storage.reading import cell, every, first, only
from storage.tables import accounts, homes, people, profiles, spaces


@dataclass(frozen=True, slots=True)
class SqlPeople:
    """Spaces, people, profiles; see `core.ports.collections.People`."""

    connection: AsyncConnection
    defaults: SpaceDefaults

    async def join(self, home: Home, account: Account, name: str) -> tuple[Space, Person]:
        """Give the space of `home` and the person of `account`, made if they are new."""
        space = await self._at(home) or await self._opened(home)
        person = await self._known(space, account) or await self._welcomed(space, account, name)
        return space, await self._called(person, name)

    async def known(self, home: Home, account: Account) -> tuple[Space, Person] | None:
        """Give what `join` gives where neither space nor person is new (reads only)."""
        space = await self._at(home)
        person = space and await self._known(space, account)
        return (space, person) if space and person else None

    async def space(self, space: SpaceId) -> Space:
        """Give a space that exists."""
        return await only(self.connection, Space, select(spaces).where(spaces.c.id == space))

    async def person(self, person: PersonId) -> Person:
        """Give a person who exists."""
        return await only(self.connection, Person, select(people).where(people.c.id == person))

    async def everyone(self, space: SpaceId) -> tuple[Person, ...]:
        """Give all people of a space by name."""
        held = select(people).where(people.c.space == space)
        return await every(self.connection, Person, held.order_by(people.c.name, people.c.id))

    async def accounts(self, person: PersonId) -> tuple[Account, ...]:
        """Give a person's accounts, the oldest first."""
        held = select(accounts).where(accounts.c.person == person).order_by(accounts.c.id)
        return await every(self.connection, Account, held)

    async def save(self, person: Person) -> None:
        """Keep a person's settings and `reminded_until`."""
        settings = cells_of(person, "id", "space", "name", "staff")
        await self.connection.execute(
            update(people).where(people.c.id == person.id).values(settings)
        )

    async def profile(self, person: PersonId) -> Profile:
        """Give a profile, an empty one where none was written."""
        written = select(profiles).where(profiles.c.person == person)
        return await first(self.connection, Profile, written) or Profile(person)

    async def save_profile(self, profile: Profile) -> None:
        """Keep a profile in place of the earlier one."""
        await put(self.connection, profiles, cells_of(profile))

    async def _at(self, home: Home) -> Space | None:
        here = (homes.c.platform == home.platform, homes.c.workspace == home.workspace)
        return await first(self.connection, Space, select(spaces).join(homes).where(*here))

    async def _opened(self, home: Home) -> Space:
        """Open a space, unless somebody else opens it first."""
        opening = insert(spaces).values(name=home.name, **cells_of(self.defaults))
        space = await only(self.connection, Space, opening.returning(spaces))
        place = {"platform": home.platform, "workspace": home.workspace, "space": space.id}
        if await insert_new(self.connection, homes, place, homes.c.space) is not None:
            return space
        await self.connection.execute(delete(spaces).where(spaces.c.id == space.id))
        theirs = await self._at(home)
        if theirs is None:
            raise RuntimeError("units of work that write must see what was committed meanwhile")
        return theirs

    async def _known(self, space: Space, account: Account) -> Person | None:
        owner = select(people).join(accounts).where(accounts.c.space == space.id)
        for name, value in cells_of(account).items():
            owner = owner.where(accounts.c[name] == value)
        return await first(self.connection, Person, owner)

    async def _welcomed(self, space: Space, account: Account, name: str) -> Person:
        """Make a person, the first one as staff; one at a time in a space."""
        await cell(
            self.connection,
            select(spaces.c.id).where(spaces.c.id == space.id).with_for_update(key_share=True),
        )
        joined_meanwhile = await self._known(space, account)
        if joined_meanwhile is not None:
            return joined_meanwhile
        others = select(people.c.id).where(people.c.space == space.id).exists()
        joining = insert(people).values(space=space.id, name=name, staff=~others)
        person = await only(self.connection, Person, joining.returning(people))
        owned = {"space": space.id, "person": person.id, **cells_of(account)}
        await self.connection.execute(insert(accounts).values(owned))
        return person

    async def _called(self, person: Person, name: str) -> Person:
        if person.name == name:
            return person
        naming = update(people).where(people.c.id == person.id).values(name=name)
        return await only(self.connection, Person, naming.returning(people))
