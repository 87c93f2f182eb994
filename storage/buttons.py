"""What the buttons on cards stand for, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.cards import Button, ButtonId
from core.model.people import SpaceId
from storage.insertion import insert_new
from storage.reading import cell
from storage.work_tables import buttons as kept

_ONE = select(kept.c.button).where(
    kept.c.space == bindparam("space"), kept.c.id == bindparam("button")
)
_HAVE = select(func.count()).where(
    kept.c.space == bindparam("space"), kept.c.id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class SqlButtons:
    """What the buttons on cards stand for; see `core.ports.storage.Buttons`."""

    connection: AsyncConnection

    async def keep(self, space: SpaceId, buttons: Sequence[Button]) -> None:
        """Keep buttons under their ids; a known id is left as it is."""
        rows = [{"space": space, "id": button.id, "button": button} for button in buttons]
        if rows:
            await insert_new(self.connection, kept, rows, kept.c.id)

    async def get(self, space: SpaceId, button: ButtonId) -> Button | None:
        """Give a button of one's own space."""
        found: Button | None = await cell(self.connection, _ONE, space=space, button=button)
        return found

    async def have(self, space: SpaceId, buttons: Sequence[Button]) -> bool:
        """Tell whether all these are kept."""
        ids = {button.id for button in buttons}
        return await cell(self.connection, _HAVE, space=space, ids=list(ids)) == len(ids)
