"""Class lists as they come: quotes that nothing ends, and columns called many names."""

import pytest

from core.ports.outside import File
from tests.features.classroom import opened, upload
from tests.features.harness import Room, field_of


async def error(room: Room, *lines: str) -> str:
    file = File("명단.csv", "\n".join(lines).encode())
    form = await room.hear("조교", "course roster", file=file)
    assert form.form is not None, form
    return next(field.error for field in form.form.fields if field.error)


async def read(room: Room, *lines: str) -> tuple[str, str, str]:
    """Give whom a list brings, and which columns were read and which not."""
    file = File("명단.csv", "\n".join(lines).encode())
    card = await room.say("조교", "course roster", file=file)
    unread = {field.name: field.value for field in card.fields}.get("읽지 않은 열", "")
    return field_of(card, "추가"), field_of(card, "읽은 열"), unread


@pytest.mark.parametrize(
    "wrong", ['"서준,,,1반', '"서준"이,,,1반', '서준,"seo,,1반\n지민,,,"2반"'],
)  # fmt: skip
async def test_a_quote_that_is_not_ended_is_named_by_the_line_it_begins_on(wrong: str) -> None:
    room = Room()
    await opened(room)
    said = await error(room, "이름,계정,이메일,분반", "하은,하은,,1반", wrong, "도윤,,,1반")
    assert said.startswith("3번째 줄에서 시작한 따옴표")


async def test_a_cell_of_several_lines_counts_as_the_line_it_begins_on() -> None:
    room = Room()
    await opened(room)
    card = await upload(room, '하은,하은,,"1\n반"', ',,,"2\n반"')
    assert field_of(card, "추가") == "1명: 하은"
    assert card.rows == (("4", "이름이 비어 있어요: 2반"),)


async def test_columns_are_known_by_what_their_names_are_about() -> None:
    room = Room()
    await opened(room)
    found = await read(
        room,
        "캡스톤 디자인 수강생 이름과 계정",
        "학번,담당교수 성명,성명(한글),디스코드 아이디,디스코드 닉네임,학교 이메일 주소,강의 분반",
        "2026001,박교수,하은,haeun.dev,하은이,haeun@uni.ac.kr,1반",
    )
    assert found == (
        "1명: 하은",
        "성명(한글) → 이름, 디스코드 아이디 → 계정, 학교 이메일 주소 → 이메일, 강의 분반 → 분반",
        "학번, 담당교수 성명, 디스코드 닉네임",
    )


async def test_a_column_that_is_called_so_comes_before_one_that_is_about_it() -> None:
    room = Room()
    await opened(room)
    found = await read(room, "영문 이름,이름,Slack email,email", "Haeun,하은,a@b.kr,c@d.kr")
    assert found == ("1명: 하은", "이름, email → 이메일", "영문 이름, Slack email")


async def test_without_a_column_of_names_nothing_is_read() -> None:
    room = Room()
    await opened(room)
    for head in (
        "교수 이름,학번",
        "course name,id",
        "강의 이름은 자료구조이고 이름과 계정을 적은 아주 긴 설명이에요",
    ):
        assert "이름 열을 찾지 못했어요" in await error(room, head, "박교수,1")
