from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from core.model.people import PersonId
from core.model.plans import Plan
from storage.codec import Instant, cells_of, dumped, loaded, maker
from tests.storage.samples import CLASS, plan

SEOUL = timezone(timedelta(hours=9))
MORNING = datetime(2026, 12, 1, 9, tzinfo=SEOUL)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_an_instant_of_any_zone_comes_back_in_utc(
    dialect: sqlite.dialect | postgresql.dialect,
) -> None:
    kept = Instant().process_bind_param(MORNING, dialect)
    back = Instant().process_result_value(kept, dialect)
    assert back is not None
    assert back == MORNING
    assert back.tzinfo is UTC


def test_a_naive_datetime_is_not_kept() -> None:
    with pytest.raises(ValueError, match="aware"):
        Instant().process_bind_param(MORNING.replace(tzinfo=None), sqlite.dialect())


def test_a_plan_is_the_same_after_it_was_text() -> None:
    whole = plan(PersonId(7))
    assert loaded(Plan, dumped(whole)) == whole


def test_a_value_is_made_of_the_cells_that_bear_its_names() -> None:
    cells = cells_of(CLASS, "name")
    assert cells == {"platform": "console", "workspace": "class"}
    row = cells | {"name": "소프트웨어 공학", "other": 1}
    assert maker(type(CLASS), row.keys())(tuple(row.values())) == CLASS
