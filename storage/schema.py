"""What all tables share: how constraints are named, how values are kept, what indexes find."""

from collections.abc import Mapping

from pydantic import TypeAdapter
from sqlalchemy import MetaData, text

from core.cards import Card
from core.model.people import QuietHours
from core.model.places import Place
from storage.codec import Json

UNSENT = text("revision > sent AND delivery <> 'refused'")
"""Messages that are not as wanted; worded as the index that finds them."""

UNFINISHED = text("state IN ('ready', 'running')")
"""Jobs that have not ended; worded as the index that finds them."""

WAITING = text("NOT given")
"""Notices that were asked for and not given; worded as the index that finds them."""

UNTOLD = text("delivery = 'refused' AND NOT told")
"""Messages whose owner has not seen them; worded as the index that finds them."""

LINKED = text("link <> ''")
"""Notes that lead somewhere; worded as the index that keeps them apart."""

OPEN_POSTS = text("state = 'open'")
"""Posts to which people may apply; worded as the index that finds them."""

OPEN_REQUESTS = text("state = 'open'")
"""Requests that wait for an answer; worded as the index that finds them."""

WORDS = Json(TypeAdapter(tuple[str, ...]))
ANSWERS = Json(TypeAdapter(Mapping[str, str]))
QUIET = Json(TypeAdapter(QuietHours))
PLACE = Json(TypeAdapter(Place))
CARD = Json(TypeAdapter(Card))

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
