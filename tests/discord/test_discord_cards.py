"""Cards as Discord messages."""

import re
from collections.abc import Iterator
from random import Random
from typing import Any

import discord
import pytest

from adapters.discord import cards
from adapters.discord.buttons import PICKED
from adapters.discord.files import parcels
from adapters.discord.markdown import marked, plain
from core.cards import (
    Attachment,
    Card,
    Emphasis,
    Field,
    Stage,
    StageState,
    Tone,
)
from core.keys import pressed
from core.ports.outside import File
from tests.discord_server.judge import judge
from tests.discord_server.limits import message_wrongs
from tests.discord_server.seen import walk
from tests.full_card import FULL, button
from tests.ground import Upload

POST = "/channels/{channel_id}/messages"
V2 = 1 << 15
CALL = re.compile(r"@(?:everyone|here)|<@[!&]?\d")
Json = dict[str, Any]


def sent(page: cards.Page) -> Json:
    return {
        "components": page.view.to_components(),
        "flags": V2,
        "allowed_mentions": cards.quiet().to_dict(),
        "attachments": [parcel.opened().to_dict(at) for at, parcel in enumerate(page.files)],
    }


def wrongs(page: cards.Page, *, quick: bool = False) -> list[str]:
    body = sent(page)
    files = {f"files[{at}]": Upload(each.name, each.content) for at, each in enumerate(page.files)}
    found = message_wrongs(body, files, new=True, v2=True)
    return found if quick else found + judge().request("POST", POST, {}, body)


def parts(page: cards.Page) -> Iterator[Json]:
    return walk(page.view.to_components())


def read(page: cards.Page) -> str:
    return "\n".join(part["content"] for part in parts(page) if "content" in part)


def wires(page: cards.Page) -> list[str]:
    """Give what each button sends, in the open or in a menu."""
    found: list[str] = []
    for part in parts(page):
        if part["type"] == 2:
            found.append(part["custom_id"])
        elif part["type"] == 3:
            assert PICKED.fullmatch(part["custom_id"])
            found += [each["value"] for each in part["options"]]
    return found


def test_a_card_reads_from_top_to_bottom_on_a_narrow_screen() -> None:
    page = cards.page(FULL, [File("학식_주간보고서.docx", b"PK")])
    assert wrongs(page) == []
    assert read(page) == (
        "### ⚠️ 계획안 1\n"
        "**살펴보고** `적용`을 누르세요.\n- 하나\n- 둘\n"
        "**기간** 12/1 \\~ 12/20\n**규칙**\n- 하나\n- 둘\n"
        "-# 번호 · 업무 · 담당\n- **1** · **설계** · 지민\n- **2** · 　└ 화면\n"
        "✅ 읽기\n▶️ **쓰기** · 24개 중 7개\n⬜ 저장\n❌ 보내기\n"
        "-# 📎 학식\\_주간보고서.docx\n"
        "-# 1판"
    )


def test_buttons_show_their_weight_and_name_their_id() -> None:
    page = cards.page(FULL)
    shown = [part for part in parts(page) if part["type"] == 2]
    assert [(each["label"], each["style"]) for each in shown] == [
        ("적용", discord.ButtonStyle.primary.value),
        ("버리기", discord.ButtonStyle.danger.value),
        ("버튼 3", discord.ButtonStyle.secondary.value),
    ]
    assert [pressed(wire) for wire in wires(page)] == [each.id for each in FULL.buttons]


@pytest.mark.parametrize("tone", list(Tone))
def test_a_tone_is_a_mark_as_well_as_a_colour(tone: Tone) -> None:
    page = cards.page(Card("제목", tone=tone))
    (container,) = page.view.to_components()
    coloured = container.get("accent_color") is not None
    assert coloured == (page.headline != "제목") == (tone is not Tone.PLAIN)
    assert page.headline in read(page)


def test_an_empty_card_can_be_sent() -> None:
    page = cards.page(Card(""))
    assert wrongs(page) == []
    assert page.headline


@pytest.mark.parametrize("count", [0, 1, 5, 24, 25, 26, 30, 45, 60, 125, 250])
def test_no_button_is_lost_however_many_there_are(count: int) -> None:
    buttons = tuple(button(number) for number in range(count))
    page = cards.page(Card("제목", text="글", footer="끝", buttons=buttons))
    assert wrongs(page) == []
    assert [pressed(wire) for wire in wires(page)] == [each.id for each in buttons]


def test_the_same_button_may_stand_on_a_card_twice() -> None:
    page = cards.page(Card("제목", buttons=(button(1, "하나"), button(1, "둘"))))
    assert wrongs(page) == []
    assert [pressed(wire) for wire in wires(page)] == [button(1).id] * 2


def test_a_long_card_brings_its_whole_text_and_says_so() -> None:
    rows = tuple((f"{number}", f"업무 {number} " + "가" * 100) for number in range(200))
    card = Card("목록", rows=rows, footer="끝", subject="tasks:12", buttons=(button(1),))
    page = cards.page(card)
    assert wrongs(page) == []
    (whole,) = page.files
    assert whole.name == "tasks-12.txt"
    assert whole.content.decode() == card.plain() + "\n[버튼 1]"
    assert "-# ⋯ 📎 tasks-12.txt" in read(page)
    assert "### 목록" in read(page)
    assert "-# 끝" in read(page)


def test_short_parts_stay_whole_beside_a_long_one() -> None:
    card = Card(
        "제목",
        text="긴 글 " * 3000,
        fields=(Field("기간", "일주일"),),
        stages=(Stage("쓰기", StageState.RUNNING),),
        footer="끝",
    )
    page = cards.page(card)
    assert wrongs(page) == []
    assert "**기간** 일주일\n▶️ **쓰기**\n-# 끝" in read(page)
    assert len(read(page)) > 3700


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**굵게** *기울여* `코드`", "**굵게** *기울여* `코드`"),
        ("snake_case_name", "snake\\_case\\_name"),
        ("2 * 3 * 4", "2 \\* 3 \\* 4"),
        ("# 제목 아님", "\\# 제목 아님"),
        ("-# 작은 글", "\\-# 작은 글"),
        ("> 인용 아님", "\\> 인용 아님"),
        ("3. 셋째", "3\\. 셋째"),
        ("- 목록", "- 목록"),
        ("- # 목록", "- \\# 목록"),
        ("||가림|| ~~지움~~", "\\|\\|가림\\|\\| \\~\\~지움\\~\\~"),
        ("[이름](https://evil.example)", "\\[이름\\](https://evil.example)"),
        ("https://a.example/x_y~z", "https://a.example/x_y~z"),
        ("<t:0:R> </add:1> <#1>", "\\<t:0:R> \\</add:1> \\<#1>"),
        ("```\n코드\n```", "\\`\\`\\`\n코드\n\\`\\`\\`"),
        ("\\**a**", "\\\\**a**"),
        ("\u202e뒤집힘", "\N{REPLACEMENT CHARACTER}뒤집힘"),
    ],
)
def test_text_is_shown_as_typed_but_for_the_small_markdown(typed: str, shown: str) -> None:
    assert marked(typed) == shown


@pytest.mark.parametrize("typed", ["@everyone", "`@here`", "<@1>", "**<@!2>**", "<@&3>", "\\@here"])
def test_no_text_calls_anybody(typed: str) -> None:
    assert not CALL.search(marked(typed))
    assert not CALL.search(plain(typed))
    assert cards.quiet().to_dict() == {"parse": []}


def test_files_travel_under_plain_names_and_are_read_under_their_own() -> None:
    names = [
        "학식_주간_2026-12-01.docx",
        "보고서.docx",
        "보고서.docx",
        "a b.txt",
        "이름",
        "../x.md",
    ]
    sent_as = parcels(File(name, b"") for name in names)
    assert [each.name for each in sent_as] == [
        "2026-12-01.docx",
        "file.docx",
        "file-1.docx",
        "a-b.txt",
        "file",
        "x.md",
    ]
    twins = parcels(File(name, b"") for name in ("a.txt", "a.txt", "a-1.txt"))
    assert [each.name for each in twins] == ["a.txt", "a-1.txt", "a-1-1.txt"]
    assert sent_as[0].opened().to_dict(3) == {
        "id": 3,
        "filename": "2026-12-01.docx",
        "title": "학식_주간_2026-12-01",
    }


async def test_the_library_does_not_keep_a_card() -> None:
    assert cards.page(FULL).view.is_finished()


TEXTS = (
    "", " ", "\n\n", "가" * 40, "업무 " * 400, "x" * 5000, "**", "**굵게**", "*a*", "`",
    "```py\nx\n```",
    "||", "~~x~~", "__y__", "# h", "-# s", "> q", "1. a\n1. b", "- a\n- b", "[x](http://e.io)",
    "@everyone", "@here", "<@123456789012345678>", "<@!1>", "<@&2>", "<#3>", "<:a:4>", "</b:5>",
    "<t:6:R>", "<id:guide>", "http://a_b.io/_c_", "👩‍👩‍👧‍👦" * 50, "🇰🇷", "مرحبا " * 30,
    "שלום", "\u202eabc",
    "\u2066x", "\ud800", "\udfff가", "\x00\x1b[31m", "\u200b", "\ufeff", "z͑ͫ̓ͪ̂ͫ̽" * 20, "\\", "\\" * 300,
    "*" * 700, "_" * 3000, "ﷺ" * 600, "\r\n", "\t탭",
)  # fmt: skip


def odd(chance: Random) -> str:
    return "".join(chance.choice(TEXTS) for _ in range(chance.choice((1, 1, 1, 2, 3, 6))))


def odd_card(chance: Random) -> Card:
    def many(most: int) -> range:
        return range(chance.choice((0, 0, 1, 2, 3, most)))

    width = chance.choice((1, 2, 4, 30))
    return Card(
        odd(chance),
        text="\n".join(odd(chance) for _ in many(20)),
        tone=chance.choice(list(Tone)),
        fields=tuple(Field(odd(chance), odd(chance)) for _ in many(30)),
        columns=tuple(odd(chance) for _ in range(width * chance.randrange(2))),
        rows=tuple(tuple(odd(chance) for _ in range(width)) for _ in many(60)),
        stages=tuple(
            Stage(odd(chance), chance.choice(list(StageState)), odd(chance)) for _ in many(8)
        ),
        files=tuple(Attachment(odd(chance), "") for _ in many(4)),
        buttons=tuple(
            button(chance.randrange(60), odd(chance), chance.choice(list(Emphasis)))
            for _ in many(chance.choice((5, 25, 60)))
        ),
        footer=odd(chance),
        subject=odd(chance)[:80],
    )


def test_any_card_fits_keeps_its_buttons_and_calls_nobody() -> None:
    chance = Random(20261201)
    for number in range(1000):
        card = odd_card(chance)
        files = [File(odd(chance)[:90], b"x") for _ in range(chance.randrange(4))]
        page = cards.page(card, files)
        # Discord's own file takes a while to judge a card: a tenth of them shows its view.
        assert wrongs(page, quick=number % 10 > 0) == []
        assert sorted(pressed(wire) or "" for wire in wires(page)) == sorted(
            each.id for each in card.buttons
        )
        assert not CALL.search(read(page) + page.headline)
        assert 0 < len(page.headline) <= 2000
        assert len(page.files) in (len(files), len(files) + 1)
