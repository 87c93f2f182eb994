import pytest

from core.cards import Card
from tests.features.harness import Room, labels


@pytest.fixture
async def room() -> Room:
    room = Room()
    await room.project("지민", "서준")
    await room.say("지민", "task add", title="구현", due="2026-12-20")
    await room.say("지민", "task add", title="발표 자료", due="2026-12-10", description="슬라이드")
    await room.say("지민", "task add", title="화면", parent="#1", assignee="@서준")
    await room.say("지민", "task add", title="로그인", parent="#3", due="2026-12-12")
    await room.say("지민", "task status", task="#2", status="완료")
    return room


def numbers(card: Card) -> list[str]:
    return [row[0] for row in card.rows]


async def test_children_stand_under_their_parents(room: Room) -> None:
    card = await room.say("서준", "task list")
    assert card.rows == (
        ("#1", "구현", "담당 없음", "요청", "12월 20일(일)"),
        ("#3", "└ 화면", "서준", "요청", ""),
        ("#4", "　└ 로그인", "담당 없음", "요청", "12월 12일(토)"),
        ("#2", "발표 자료", "담당 없음", "완료", "12월 10일(목)"),
    )
    assert card.text == "2개 중 1개를 마쳤어요."


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"words": "슬라이드"}, ["#2"]),
        ({"words": "로그"}, ["#4"]),
        ({"words": "%"}, []),
        ({"assignee": "@서준"}, ["#3"]),
        ({"status": "요청, 진행"}, ["#1", "#3", "#4"]),
        ({"status": "done"}, ["#2"]),
        ({"due": "2026-12-10~2026-12-12"}, ["#2", "#4"]),
        ({"parent": "#1"}, ["#3"]),
        ({"order": "마감"}, ["#2", "#4", "#1", "#3"]),
        ({"order": "status"}, ["#4", "#1", "#3", "#2"]),
    ],
)
async def test_every_filter_and_order_is_kept(
    room: Room, answers: dict[str, str], expected: list[str]
) -> None:
    assert numbers(await room.say("지민", "task list", **answers)) == expected


async def test_an_empty_list_says_what_to_do(room: Room) -> None:
    card = await room.say("지민", "task list", words="없는 말")
    assert card.rows == ()
    assert "/task add" in card.text


async def test_pages_turn_in_place_and_keep_the_filter(room: Room) -> None:
    for count in range(25):
        await room.say("지민", "task add", title=f"조사 {count}")
    first = await room.say("지민", "task list", words="조사", status="요청, 진행")
    assert (len(first.rows), labels(first)) == (12, ("다음 ▶",))
    reply = await room.touch("서준", "다음 ▶", first)
    assert reply.replaces
    assert reply.card is not None
    last = await room.press("서준", "다음 ▶", reply.card)
    assert (len(last.rows), labels(last)) == (1, ("◀ 이전",))
    assert await room.press("서준", "◀ 이전", last) == reply.card


async def test_a_page_beyond_the_end_is_the_last_one(room: Room) -> None:
    card = await room.say("지민", "task list", page="99")
    assert len(card.rows) == 4
