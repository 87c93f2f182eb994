"""What could not be delivered is shown on the console to whom it was for."""

from core.cards import Card
from core.model.messages import Draft
from core.model.people import Account, Home
from core.model.places import Audience
from core.outgoing import dm_place, post
from tests.console.table import Table


async def refuse(table: Table, who: str, title: str) -> None:
    async with table.store.work() as work:
        known = await work.people.known(Home(*["console"] * 3), Account("console", "console", who))
        assert known is not None
        place = await dm_place(work, known[1])
        draft = Draft(title, known[0].id, place, Card(title))
        await work.messages.refused(await post(work, draft, table.clock.now()))
        await work.commit()


async def test_what_was_missed_stands_before_the_answer_for_that_person_alone(
    table: Table,
) -> None:
    await table.type("@지민 /me today", "@서준 /me today")
    await refuse(table, "서준", "놓친 소식")
    assert len(await table.type("@지민 /me today")) == 1
    missed, answer = await table.type("@서준 /me today")
    assert isinstance(missed.shown, Card)
    assert isinstance(answer.shown, Card)
    assert missed.shown.title == "놓친 소식"
    assert (missed.spot.to, missed.spot.person) == (Audience.PRIVATE, "서준")
    assert len(await table.type("@서준 /me today")) == 1
