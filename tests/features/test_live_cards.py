"""What stands of a task shows it as it is now."""

from core.cards import Card
from tests.features.harness import Room, field_of, labels


async def given(room: Room) -> Card:
    """Give the message by which 서준 learned of a task."""
    await room.project("지민", "서준")
    await room.say("지민", "task add", title="발표", due="2026-12-04", assignee="@서준")
    (dm,) = await room.dms("서준")
    return dm


async def test_a_message_about_a_task_follows_what_others_do_to_it() -> None:
    room = Room()
    dm = await given(room)
    assert dm.title == "새로 맡은 업무: #1 발표"
    await room.say("지민", "task status", task="1", status="피드백")
    (dm,) = await room.dms("서준")
    assert (field_of(dm, "상태"), labels(dm)) == ("피드백", ("시작", "완료"))
    await room.say("지민", "task edit", task="1", title="마지막 발표")
    (dm,) = await room.dms("서준")
    assert dm.title == "#1 마지막 발표"


async def test_a_message_that_was_not_sent_keeps_its_words() -> None:
    room = Room()
    await room.project("지민", "서준")
    await room.say("지민", "task add", title="발표", due="2026-12-04", assignee="@서준")
    await room.say("지민", "task status", task="1", status="진행")
    (dm,) = await room.dms("서준")
    assert dm.title == "새로 맡은 업무: #1 발표"


async def test_a_message_speaks_the_language_of_who_reads_it() -> None:
    room = Room()
    await room.say("서준", "me settings", locale="English")
    await given(room)
    await room.say("지민", "task status", task="1", status="진행")
    (dm,) = await room.dms("서준")
    assert field_of(dm, "Status") == "In-progress"


async def test_a_message_about_a_parent_follows_its_children() -> None:
    room = Room()
    await given(room)
    await room.say("지민", "task add", title="자료", parent="1")
    await room.say("지민", "task status", task="2", status="진행")
    (dm,) = await room.dms("서준")
    assert field_of(dm, "상태") == "진행"
    assert "#2 자료 (진행)" in field_of(dm, "하위 업무")
    assert labels(dm) == ()


async def test_a_message_about_a_task_that_is_gone_says_so_and_has_no_buttons() -> None:
    room = Room()
    await room.project("지민", "서준")
    card = await room.say("지민", "task add", title="발표", assignee="@서준")
    await room.dms("서준")
    await room.press("지민", "되돌리기", card)
    (dm,) = await room.dms("서준")
    assert (dm.text, dm.buttons) == ("이제 없는 업무예요.", ())


async def test_a_reminder_keeps_its_words_for_as_long_as_they_are_true() -> None:
    room = Room()
    await given(room)
    room.later(days=2)
    await room.tick()
    (_, reminder) = await room.dms("서준")
    await room.say("지민", "task status", task="1", status="진행")
    assert (await room.dms("서준"))[1] == reminder
    await room.say("지민", "task edit", task="1", due="2026-12-20")
    assert (await room.dms("서준"))[1].title == "#1 발표"


async def test_a_message_is_left_alone_when_its_task_does_not_change() -> None:
    room = Room()
    await given(room)
    await room.say("지민", "task add", title="다른 일")
    await room.settle()
    before = len(room.platform.events)
    await room.say("지민", "task status", task="2", status="진행")
    await room.settle()
    assert len(room.platform.events) == before
