"""Spaces, people and profiles in SQL."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import Stale
from core.model.people import (
    UNSAID,
    Account,
    Home,
    Identity,
    Person,
    PersonId,
    Profile,
    Space,
    SpaceDefaults,
    SpaceId,
)
from storage.codec import cells_of, maker
from storage.insertion import insert_new, put
from storage.reading import cell, every, first, only
from storage.tables import accounts, former_people, homes, people, profiles, spaces

_SPACE = select(spaces).where(spaces.c.id == bindparam("space"))
_PERSON = select(people).where(people.c.id == bindparam("person"))
_ACCOUNTS = select(accounts).where(accounts.c.person == bindparam("person")).order_by(accounts.c.id)
_USERS = (
    select(accounts.c.person, accounts.c.user, accounts.c.handle, accounts.c.email)
    .where(accounts.c.space == bindparam("space"))
    .order_by(accounts.c.id)
)
_PROFILE = select(profiles).where(profiles.c.person == bindparam("person"))
_JOINED = select(former_people.c.person).where(former_people.c.id == bindparam("person"))
_AT = (
    select(spaces)
    .join(homes)
    .where(homes.c.platform == bindparam("platform"), homes.c.workspace == bindparam("workspace"))
)
_NAMES = select(homes.c.names).where(
    homes.c.platform == bindparam("platform"), homes.c.workspace == bindparam("workspace")
)
_STAFF = select(people.c.id).where(people.c.space == bindparam("space"), people.c.staff).limit(1)
_KNOWN = (
    select(people, accounts.c.handle, accounts.c.email)
    .join(accounts)
    .where(
        accounts.c.space == bindparam("space"),
        accounts.c.platform == bindparam("platform"),
        accounts.c.workspace == bindparam("workspace"),
        accounts.c.user == bindparam("user"),
    )
)


@dataclass(frozen=True, slots=True)
class SqlPeople:
    """Spaces, people, profiles; see `core.ports.collections.People`."""

    connection: AsyncConnection
    defaults: SpaceDefaults

    async def join(
        self,
        home: Home,
        account: Account,
        name: str,
        identity: Identity = UNSAID,
        *,
        manages: bool = False,
    ) -> tuple[Space, Person]:
        """Give the space of `home` and the person of `account`, made if they are new."""
        space = await self._at(home) or await self._opened(home)
        person = await self._known(space, account) or await self._welcomed(space, account, name)
        await self._identified(space, account, identity)
        if manages and not person.staff:
            person = await self._promoted(person)
        return await self._titled(space, home), await self._called(person, name)

    async def known(
        self, home: Home, account: Account, identity: Identity = UNSAID, *, manages: bool = False
    ) -> tuple[Space, Person] | None:
        """Give what `join` gives where it has nothing to keep but a person's name (reads only)."""
        space = await self._at(home)
        if space is None or await self._is_renamed(space, home):
            return None
        met = await self._met(space, account)
        if met is None or identity.over(met[1]) != met[1]:
            return None
        person = met[0]
        may_rise = manages and not person.staff
        return None if may_rise and not await self._has_staff(space) else (space, person)

    async def space(self, space: SpaceId) -> Space:
        """Give a space that exists."""
        return await only(self.connection, Space, _SPACE, space=space)

    async def person(self, person: PersonId) -> Person:
        """Give a person who exists, or whom they were joined to."""
        found = await first(self.connection, Person, _PERSON, person=person)
        if found is not None:
            return found
        joined = await self.joined(person)
        return await only(self.connection, Person, _PERSON, person=joined)

    async def joined(self, person: PersonId) -> PersonId | None:
        """Give whom somebody who is no more was joined to, `None` for all others."""
        joined: PersonId | None = await cell(self.connection, _JOINED, person=person)
        return joined

    async def everyone(self, space: SpaceId) -> tuple[Person, ...]:
        """Give all people of a space by name."""
        held = select(people).where(people.c.space == space)
        return await every(self.connection, Person, held.order_by(people.c.name, people.c.id))

    async def accounts(self, person: PersonId) -> tuple[Account, ...]:
        """Give a person's accounts, the oldest first."""
        return await every(self.connection, Account, _ACCOUNTS, person=person)

    async def users(self, space: SpaceId) -> tuple[tuple[PersonId, str, Identity], ...]:
        """Give the platforms' ids of everybody in a space: whose, and what else is said of them."""
        found = await self.connection.execute(_USERS, {"space": space})
        return tuple((PersonId(person), user, Identity(*said)) for person, user, *said in found)

    async def save(self, person: Person) -> None:
        """Keep a person's settings and `reminded_until`.

        Raises:
            Stale: they were joined to somebody meanwhile.
        """
        settings = cells_of(person, "id", "space", "name", "staff")
        saving = update(people).where(people.c.id == person.id).values(settings)
        if await cell(self.connection, saving.returning(people.c.id)) is None:
            raise Stale

    async def profile(self, person: PersonId) -> Profile:
        """Give a profile, an empty one where none was written."""
        written = await first(self.connection, Profile, _PROFILE, person=person)
        return written or Profile(person)

    async def save_profile(self, profile: Profile) -> None:
        """Keep a profile in place of the earlier one."""
        await put(self.connection, profiles, cells_of(profile))

    async def _at(self, home: Home) -> Space | None:
        here = {"platform": home.platform, "workspace": home.workspace}
        return await first(self.connection, Space, _AT, **here)

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
        met = await self._met(space, account)
        return None if met is None else met[0]

    async def _met(self, space: Space, account: Account) -> tuple[Person, Identity] | None:
        """Give who has an account, and what was said of it."""
        this = {"space": space.id, **cells_of(account)}
        found = await self.connection.execute(_KNOWN, this)
        row, columns = found.first(), found.keys()
        return row and (maker(Person, columns)(row), maker(Identity, columns)(row))

    async def _identified(self, space: Space, account: Account, identity: Identity) -> None:
        """Keep what is said of an account."""
        said = {name: value for name, value in cells_of(identity).items() if value}
        this = {"space": space.id, **cells_of(account)}
        if said:
            held = (accounts.c[name] == value for name, value in this.items())
            await self.connection.execute(update(accounts).where(*held).values(said))

    async def _welcomed(self, space: Space, account: Account, name: str) -> Person:
        """Make a person, one at a time in a space."""
        await self._hold(space.id)
        joined_meanwhile = await self._known(space, account)
        if joined_meanwhile is not None:
            return joined_meanwhile
        joining = insert(people).values(space=space.id, name=name, staff=False)
        person = await only(self.connection, Person, joining.returning(people))
        owned = {"space": space.id, "person": person.id, **cells_of(account)}
        await self.connection.execute(insert(accounts).values(owned))
        return person

    async def _promoted(self, person: Person) -> Person:
        """Make a person the staff of a space that has none; one at a time."""
        await self._hold(person.space)
        others = people.alias()
        staffed = select(others.c.id).where(others.c.space == person.space, others.c.staff)
        promoting = update(people).where(people.c.id == person.id, ~staffed.exists())
        promoted = promoting.values(staff=True).returning(people)
        return await first(self.connection, Person, promoted) or person

    async def _has_staff(self, space: Space) -> bool:
        return await cell(self.connection, _STAFF, space=space.id) is not None

    async def _hold(self, space: SpaceId) -> None:
        holding = select(spaces.c.id).where(spaces.c.id == space)
        await self.connection.execute(holding.with_for_update(key_share=True))

    async def _is_renamed(self, space: Space, home: Home) -> bool:
        """Tell whether the place a space is named for now has another name."""
        if home.name in ("", space.name):
            return False
        here = {"platform": home.platform, "workspace": home.workspace}
        return bool(await cell(self.connection, _NAMES, **here))

    async def _titled(self, space: Space, home: Home) -> Space:
        if not await self._is_renamed(space, home):
            return space
        naming = update(spaces).where(spaces.c.id == space.id).values(name=home.name)
        return await only(self.connection, Space, naming.returning(spaces))

    async def _called(self, person: Person, name: str) -> Person:
        if person.name == name:
            return person
        naming = update(people).where(people.c.id == person.id).values(name=name)
        return await only(self.connection, Person, naming.returning(people))
