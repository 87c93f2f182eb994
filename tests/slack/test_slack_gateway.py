"""What Slack delivers and what is asked of it, also when Slack has a bad day."""

import logging
from datetime import timedelta

import pytest

from adapters.slack import limits
from core.cards import Card
from core.errors import Unavailable
from core.model.people import Identity, PersonId, SpaceId
from tests.ground import Upload
from tests.slack_project import (
    ABOUT,
    ADOPT,
    GOAL,
    LONG,
    PLAN,
    TOPIC,
    filled,
    message_with,
    open_project,
)
from tests.slack_server.delivery import COMMAND, Delivery
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.slack_stage import Bot
from tests.words import ko

MINUTES = 31 * 60
SEEN = 0.5
"""Seconds for which a form shows that the bot is at work."""


async def answered_at(person: Person, url: str, text: str = "settings") -> Delivery:
    """Run a command that is to be answered at an address; the answer is not seen there."""
    like = (await person.types("/my", "settings")).payload
    trigger = person.world.triggers.give(person.user, person.world.now())
    said = {**like, "text": text, "response_url": url, "trigger_id": trigger}
    return await person.courier.tell(COMMAND, said).acknowledged()


async def test_a_form_waits_for_a_slow_answer_and_then_shows_it(
    slack: LocalSlack, bot: Bot, jimin: Person
) -> None:
    asked = await jimin.types("/project", "new")
    form = await jimin.modal_with()
    bot.gate.free.clear()
    await jimin.submits(filled())
    assert ko("slack.waiting") in form.text
    bot.gate.free.set()
    await jimin.modal_with(TOPIC)
    opened = await asked.said(TOPIC)
    assert not opened.ephemeral
    assert slack.deliveries[-1].in_time


async def test_a_form_that_waits_shows_what_was_wrong(bot: Bot, jimin: Person) -> None:
    await jimin.types("/project", "new")
    form = await jimin.modal_with()
    bot.gate.free.clear()
    await jimin.submits({**filled(), "시작": filled()["끝"], "끝": filled()["시작"]})
    bot.gate.free.set()
    again = await jimin.modal_with("⚠️")
    assert again is form
    assert again.values["설명"] == ABOUT
    bot.gate.free.clear()
    await jimin.submits(filled())
    bot.gate.free.set()
    await jimin.modal_with(TOPIC)


async def test_a_form_shows_that_the_bot_is_at_work_before_it_shows_that_something_failed(
    slack: LocalSlack, bot: Bot, jimin: Person
) -> None:
    await jimin.types("/project", "new")
    form = await jimin.modal_with()
    bot.gate.free.clear()
    sent = await jimin.submits(filled())
    assert ko("slack.waiting") in form.text
    bot.gate.bug = Unavailable("database", "busy")
    bot.gate.free.set()
    assert await jimin.modal_with(ko("failed.unavailable"))
    (shown,) = slack.calls_of("views.update")
    (told,) = sent.acks
    assert shown.began - (told.acked or 0) > SEEN - 0.1


async def test_a_form_that_was_closed_while_it_waited_is_answered_where_it_was_asked_for(
    bot: Bot, jimin: Person
) -> None:
    shown = await (await jimin.types("/my", "settings")).said()
    asked = await jimin.presses(shown, shown.buttons[0])
    await jimin.modal_with()
    bot.gate.free.clear()
    await jimin.submits()
    await jimin.closes()
    bot.gate.free.set()
    assert (await asked.said(ko("me.settings_title"))).ephemeral


@pytest.mark.parametrize("seconds", [4, 0])
async def test_who_gets_no_window_gets_a_button_for_it(
    slack: LocalSlack, bot: Bot, jimin: Person, seconds: int
) -> None:
    if not seconds:
        slack.fail("views.open", status=429, retry_after=30)
    bot.gate.free.clear()
    asked = await jimin.types("/project", f"new {TOPIC}")
    slack.world.advance(timedelta(seconds=seconds))
    bot.gate.free.set()
    invited = await asked.said(ko("form.more"))
    assert invited.ephemeral
    await jimin.presses(invited, ko("form.go_on"))
    form = await jimin.modal_with()
    assert form.values["주제"] == TOPIC
    await jimin.submits(filled())
    assert not (await jimin.message(GOAL)).ephemeral


async def test_a_window_is_opened_again_where_slack_was_only_busy(
    slack: LocalSlack, bot: Bot, jimin: Person
) -> None:
    del bot
    slack.fail("views.open", status=429, retry_after=1)
    await jimin.types("/project", "new")
    assert await jimin.modal_with()


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("trouble", ["gone", "refused", "broken"])
async def test_what_its_address_does_not_take_comes_by_direct_message(
    slack: LocalSlack, jimin: Person, trouble: str
) -> None:
    urls = {
        "gone": f"{slack.world.base_url}/response/none",
        "refused": "http://127.0.0.1:9/response/any",
        "broken": f"{slack.api_url}api.test",
    }
    slack.fail("api.test", status=500)
    await answered_at(jimin, urls[trouble])
    assert await jimin.dm(ko("me.settings_title"))
    assert len(jimin.dms) == 1


@pytest.mark.usefixtures("bot")
async def test_a_form_that_stood_open_for_long_is_answered_by_direct_message(
    slack: LocalSlack, jimin: Person
) -> None:
    await jimin.types("/project", "new")
    await jimin.modal_with()
    slack.world.advance(timedelta(seconds=MINUTES))
    await jimin.submits(filled())
    assert await jimin.dm(TOPIC)
    assert slack.faults == ["response_url: used after half an hour"]
    slack.faults.clear()


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("error", ["internal_error", "ratelimited", "user_not_found"])
async def test_who_cannot_be_looked_up_is_answered_under_the_name_of_the_account(
    slack: LocalSlack, jimin: Person, error: str
) -> None:
    slack.fail("users.info", error=error, times=10)
    opened = await open_project(jimin)
    assert "지민" in opened.text


async def test_help_keeps_its_buttons_at_once(bot: Bot, jimin: Person) -> None:
    await (await jimin.types("/my", "settings")).said()
    before = bot.gate.met
    shown = await (await jimin.types("/team")).said(ko("help.title"))
    assert len(shown.buttons) > 5
    assert bot.gate.met - before == 2


async def test_a_bug_before_the_core_is_owned_up_to(
    bot: Bot, jimin: Person, caplog: pytest.LogCaptureFixture
) -> None:
    bot.gate.bug = RuntimeError("a bug")
    asked = await jimin.types("/my", "settings")
    told = await asked.said(ko("failed.title"))
    assert told.ephemeral
    (trace,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert trace.getMessage().removeprefix("incident ") in told.text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("trouble", ["none", "large", "elsewhere", "unknown"])
async def test_a_file_comes_from_slack_alone_and_within_the_limit(
    slack: LocalSlack, jimin: Person, trouble: str
) -> None:
    size = limits.FILE_BYTES + 1 if trouble == "large" else 10
    asked = await jimin.types("/project", "new")
    await jimin.modal_with()
    form = jimin.fills({**filled(), "과제문": Upload("과제.txt", b"0" * size)})
    file = list(slack.world.uploads.values())[-1]
    if trouble == "elsewhere":
        file.base_url = slack.world.base_url.replace("127.0.0.1", "localhost")
    if trouble == "unknown":
        slack.fail("files.info", error="file_not_found")
    await jimin.submits()
    if trouble == "none":
        assert await asked.said(TOPIC)
        return
    missing = ko("refused.option.file")
    await slack.until(
        lambda: form.errors == {"과제문": missing} or missing in form.text, "what is wrong"
    )
    assert asked.messages == []


async def test_what_is_longer_than_a_message_comes_as_a_file_too(bot: Bot, jimin: Person) -> None:
    text = "\n".join(f"{number} {'가나다 ' * 20}" for number in range(300))
    bot.gate.card = Card("긴 글", text=text)
    said = await (await jimin.types("/project", "list")).said("📎")
    file = await jimin.file(".txt")
    assert file.name in said.text
    assert text in file.text


@pytest.mark.parametrize("place", ["public", "private", "unallowed"])
async def test_work_in_a_channel_without_the_bot_reports_there_or_to_its_asker(
    slack: LocalSlack, bot: Bot, workspace: Workspace, jimin: Person, place: str
) -> None:
    del bot
    channel = workspace.team.open_channel("회의", private=place == "private")
    channel.members.append(jimin.user)
    if place == "unallowed":
        workspace.grant(*workspace.team.scopes - {"chat:write.public"})
    there = jimin.at(channel)
    opened = await open_project(there)
    await there.presses(opened, PLAN)
    plan = await message_with(ADOPT, slack, there, direct=place != "public")
    await there.presses(plan, ADOPT)
    await slack.until(lambda: ko("plan.adopted_title") in plan.text, "adopted", LONG)


@pytest.mark.parametrize("flaw", ["none", "confirmed", "stranger", "scope"])
async def test_only_an_address_that_slack_vouches_for_is_kept(
    bot: Bot, workspace: Workspace, jimin: Person, flaw: str
) -> None:
    jimin.user.confirmed = flaw != "confirmed"
    jimin.user.stranger = flaw == "stranger"
    if flaw == "scope":
        workspace.team.scopes -= {"users:read.email"}
    await (await jimin.types("/my", "settings")).said(ko("me.settings_title"))
    async with bot.app.ports.store.work(write=False) as work:
        (kept,) = await work.people.users(SpaceId(1))
    email = jimin.user.email if flaw == "none" else ""
    assert kept == (PersonId(1), jimin.id, Identity(email=email))
