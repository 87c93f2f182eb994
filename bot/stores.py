"""The store the configuration asks for."""

from pathlib import Path

from bot.settings import Settings
from core.ports.outside import Clock
from core.ports.storage import Store
from storage.postgres import open_postgres
from storage.sqlite import open_sqlite

_SQLITE = "sqlite:///"


async def open_store(settings: Settings, clock: Clock) -> Store:
    """Give the open store, its tables as they are.

    Raises:
        Misconfigured: it cannot be opened.
    """
    url = settings.database_url
    if url.startswith(_SQLITE):
        return await open_sqlite(Path(url.removeprefix(_SQLITE)), settings.defaults, clock)
    return await open_postgres(url, settings.defaults, clock)
