"""What comes in over the gateway and goes out over REST, also when Discord has a bad day."""

from datetime import timedelta

import pytest

from core.cards import Card
from core.model.messages import Message, MessageId
from core.model.people import Identity, PersonId, SpaceId
from core.model.places import Audience, Place
from tests.discord_server import message as posts
from tests.discord_server.guild import Guild
from tests.discord_server.interaction import CHOICES, MODAL, Interaction
from tests.discord_server.person import Person
from tests.discord_server.server import DiscordServer
from tests.discord_stage import Bot
from tests.words import ko

CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
ORIGINAL = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
POST = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
TOPIC = "학식 메뉴 추천 챗봇"
PROJECT = {
    "topic": TOPIC,
    "description": "학생 식당 메뉴를 추천하는 디스코드 챗봇을 만들고 시연한다",
    "goal": "동작하는 챗봇과 사용 설명서",
    "start": "내일",
    "end": "다음 달 28일",
}
LONG = 60

pytestmark = pytest.mark.usefixtures("bot")


def labels(message: posts.Message) -> list[str]:
    return [button.label for button in message.buttons]


async def opened(leader: Person, *members: Person) -> Interaction:
    named = " ".join(member.mention for member in members)
    asked = await leader.slash("project new", **PROJECT, members=named)
    await asked.said(TOPIC)
    return asked


async def plan(leader: Person) -> posts.Message:
    await opened(leader)
    await leader.slash("project plan")
    return await leader.channel.message(lambda post: "적용" in labels(post), LONG)


@pytest.mark.parametrize("abruptly", [True, False])
async def test_what_happens_during_a_drop_is_answered_after_it(
    server: DiscordServer, jimin: Person, *, abruptly: bool
) -> None:
    await server.gateway.drop(abruptly=abruptly)
    asked = await jimin.slash("me settings")
    assert await asked.said()
    assert (server.gateway.identified, server.gateway.resumed) == (1, 1)


async def test_a_lost_session_is_made_anew(server: DiscordServer, jimin: Person) -> None:
    shown = await (await jimin.slash("me settings")).said()
    await server.gateway.drop(resumable=False)
    await server.until(lambda: server.gateway.identified == 2, "a second IDENTIFY", 20)
    pressed = await jimin.press(shown, labels(shown)[0])
    assert pressed.modal is not None


async def test_what_is_delivered_twice_is_done_and_answered_once(
    server: DiscordServer, jimin: Person
) -> None:
    asked = await jimin.slash("project new", **PROJECT)
    jimin.again(asked)
    shown = await asked.said(TOPIC)
    pressed = await jimin.press(shown, labels(shown)[0])
    jimin.again(pressed)
    message = await jimin.channel.message(lambda post: "적용" in labels(post), LONG)
    assert await (await jimin.slash("project list")).said(TOPIC)
    assert (asked.refused, pressed.refused) == ([], [])
    assert len(server.calls(CALLBACK)) == 3
    assert [post for post in jimin.channel.messages if "적용" in labels(post)] == [message]


async def test_two_presses_at_once_adopt_once(jimin: Person) -> None:
    message = await plan(jimin)
    first = await jimin.hasty.press(message, "적용")
    second = await jimin.hasty.press(message, "적용")
    await message.says(ko("plan.adopted_title"), LONG)
    await first.answered()
    await second.answered()
    assert len(await jimin.type("task show", "task", "")) > 1


@pytest.mark.parametrize(
    ("status", "after", "done"),
    [(500, False, True), (500, True, True), (429, False, True), (404, False, False)],
)
async def test_an_ask_is_done_where_it_can_be_acknowledged(
    server: DiscordServer, jimin: Person, *, status: int, after: bool, done: bool
) -> None:
    await (await jimin.slash("me settings")).said()
    server.fail(CALLBACK, status, code=10062 if status == 404 else None, after=after)
    asked = await jimin.hasty.slash("project new", **PROJECT)
    if done:
        assert await asked.said(TOPIC)
    else:
        await server.until(lambda: server.calls(CALLBACK)[-1].status == 404, "the refusal")
        listed = await (await jimin.slash("project list")).said()
        assert TOPIC not in listed.text


@pytest.mark.parametrize("status", [403, 404, 429, 500])
async def test_what_was_done_stays_done_when_it_cannot_be_shown(
    server: DiscordServer, jimin: Person, status: int
) -> None:
    server.fail(ORIGINAL, status)
    await jimin.slash("project new", **PROJECT)
    await server.until(lambda: server.calls(ORIGINAL), "the refusal")
    listed = await jimin.slash("project list")
    assert await listed.said(TOPIC)


@pytest.mark.parametrize(
    ("status", "after"), [(429, False), (500, False), (500, True), (502, False)]
)
async def test_a_message_is_posted_once_however_often_it_is_tried(
    server: DiscordServer, jimin: Person, *, status: int, after: bool
) -> None:
    server.fail(POST, status, after=after)
    message = await plan(jimin)
    assert [post for post in jimin.channel.messages if post.silent] == [message]
    assert len(server.calls(POST)) == 2


async def test_an_edit_that_fails_is_made_again(server: DiscordServer, jimin: Person) -> None:
    server.fail(EDIT, 500, times=2)
    server.fail(EDIT, 429)
    message = await plan(jimin)
    assert "적용" in labels(message)


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (404, 10003)])
async def test_work_whose_channel_is_closed_reports_to_its_asker(
    server: DiscordServer, jimin: Person, *, status: int, code: int
) -> None:
    await opened(jimin)
    server.fail(POST, status, code=code)
    await jimin.slash("project plan")
    letter = await jimin.in_dms.channel.message(lambda post: "적용" in labels(post), LONG)
    await jimin.in_dms.press(letter, "적용")
    await letter.says(ko("plan.adopted_title"), LONG)


async def test_work_whose_message_is_deleted_reports_to_its_asker(jimin: Person) -> None:
    await opened(jimin)
    await jimin.slash("project plan")
    live = await jimin.channel.message(lambda post: ko("job.accepted") in post.text)
    live.delete()
    assert await jimin.in_dms.channel.message(lambda post: "적용" in labels(post), LONG)


async def test_a_refused_letter_is_shown_at_the_next_use(
    server: DiscordServer, guild: Guild, jimin: Person
) -> None:
    seojun = guild.user("서준")
    seojun.refuse_dms()
    await opened(jimin, seojun)
    await server.until(lambda: [c for c in server.calls(POST) if c.code == 50007], "the refusal")
    listed = await seojun.slash("project list")
    missed = await listed.said(ko("project.joined_title"))
    assert missed.ephemeral


async def test_a_message_becomes_a_task(guild: Guild, jimin: Person) -> None:
    await opened(jimin)
    said = await guild.user("민수").say("금요일까지 발표 자료 만들기 @everyone")
    asked = await jimin.menu(said, ko("menu.task"))
    assert asked.answer is not None
    assert asked.answer.kind == MODAL
    added = await jimin.submit(asked, {})
    assert "발표 자료" in (await added.said()).text
    noted = await jimin.menu(said, ko("menu.note"))
    assert await noted.said()


async def test_direct_messages_belong_to_the_server_they_came_from(
    server: DiscordServer, jimin: Person, guild: Guild
) -> None:
    other = server.guild("동아리")
    stranger = other.user("하은")
    other.user("지민")
    assert guild.id != other.id
    shown = await (await jimin.in_dms.slash("me settings")).said()
    assert (await jimin.in_dms.press(shown, labels(shown)[0])).modal is not None
    await opened(jimin)
    await jimin.slash("project plan")
    message = await jimin.channel.message(lambda post: "적용" in labels(post), LONG)
    button = next(each.custom_id for each in message.buttons if each.label == "적용")
    listed = await (await stranger.slash("project list")).said()
    assert TOPIC not in listed.text
    assert await (await stranger.press_unseen(listed, button or "")).said(ko("refused.button.gone"))


async def test_somebody_without_a_server_is_told_where_to_begin(
    server: DiscordServer, jimin: Person
) -> None:
    del jimin
    account = server.world.account("나그네")
    stranger = Person(server.world, account, server.world.dm(account))
    asked = await stranger.slash("me settings")
    assert await asked.said(ko("discord.alone"))


async def test_typing_is_completed(jimin: Person) -> None:
    await opened(jimin)
    asked = jimin.type("project show", "project", "학식")
    assert [name for name, _ in await asked] == [TOPIC]
    assert CHOICES == 8


def letter(user: str, *, tried: bool) -> Message:
    place = Place("discord", "1", "", Audience.DM, None, user)
    card = Card("소식", text="새 소식이 있어요")
    return Message(MessageId(1), "news:1", SpaceId(1), place, card, tried=tried)


async def test_a_letter_that_may_have_been_sent_is_found_and_not_repeated(
    bot: Bot, server: DiscordServer, jimin: Person
) -> None:
    first = letter(jimin.id, tried=False)
    sent = await bot.gateway.platform.post(first, first.card, ())
    server.world.advance(timedelta(hours=1))
    again = letter(jimin.id, tried=True)
    assert await bot.gateway.platform.post(again, again.card, ()) == sent
    assert len(jimin.dms) == 1
    assert jimin.dms[0].texts[0] == "소식"
    assert "새 소식이 있어요" in jimin.dms[0].text


async def test_a_letter_that_got_no_further_than_its_headline_is_finished(
    bot: Bot, server: DiscordServer, jimin: Person
) -> None:
    server.fail(EDIT, 403)
    first = letter(jimin.id, tried=False)
    with pytest.raises(Exception, match="403"):
        await bot.gateway.platform.post(first, first.card, ())
    server.world.advance(timedelta(hours=1))
    again = letter(jimin.id, tried=True)
    await bot.gateway.platform.post(again, again.card, ())
    assert len(jimin.dms) == 1
    assert "새 소식이 있어요" in jimin.dms[0].text


@pytest.mark.parametrize("discriminator", ["0", "1234"])
async def test_a_user_name_is_kept_where_nobody_else_can_have_it(
    bot: Bot, jimin: Person, discriminator: str
) -> None:
    jimin.account.discriminator = discriminator
    await (await jimin.slash("me settings")).said()
    async with bot.app.ports.store.work(write=False) as work:
        (kept,) = await work.people.users(SpaceId(1))
    handle = jimin.account.handle if discriminator == "0" else ""
    assert kept == (PersonId(1), jimin.id, Identity(handle=handle))
