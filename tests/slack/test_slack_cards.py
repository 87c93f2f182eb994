"""Cards as Slack messages and as somebody's Home."""

import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import pytest

from adapters.slack import buttons, cards
from adapters.slack.files import parcels
from adapters.slack.limits import clip, length
from adapters.slack.texts import lines, rich
from core.cards import (
    Button,
    ButtonId,
    Card,
    Field,
    Stage,
    StageState,
    Tone,
)
from core.marks import LISTED, one_line
from core.ports.outside import File
from tests.full_card import FULL, button
from tests.odd_cards import odd_card, odd_text
from tests.slack_server.judge import message_wrongs, view_wrongs
from tests.slack_server.limits import pieces as parts

CALL = re.compile(r"<[^>]*>")
CALLING = {"broadcast", "channel", "mrkdwn", "user", "usergroup"}
"""What Slack reads mentions in, or is one."""
TITLED = {"plan", "task_card"}
STARTING = {"context", "header", "rich_text_section"}
"""What stands in a line of its own."""
Json = dict[str, Any]


def wrongs(page: cards.Page) -> list[str]:
    blocks = [*page.blocks]
    body = {"text": page.text, "blocks": blocks}
    return faults([each.said for each in message_wrongs(body, update=True)], blocks)


def home_wrongs(view: Json) -> list[str]:
    return faults([each.said for each in view_wrongs(view)], view["blocks"])


def faults(judged: list[str], blocks: list[Json]) -> list[str]:
    """Give what is wrong; a mention calls nobody where Slack shows text as typed."""
    found = [each for each in judged if not each.startswith("pings")]
    found += [f"calls: {part}" for part in parts(blocks) if part.get("type") in CALLING]
    return found + [
        f"empty: {part}"
        for part in parts(blocks)
        if part.get("elements") == [] or part.get("text") == ""
    ]


def said(blocks: object) -> str:
    """Give all words, in order, those of buttons and menus too."""
    return "".join(word for part in parts(blocks) for word in words(part))


def words(part: Json) -> Iterator[str]:
    kind = part.get("type")
    yield "\n" if kind in STARTING else ""
    yield f"{part['title']}\n" if kind in TITLED else ""
    yield part["text"] if isinstance(part.get("text"), str) else ""
    yield part.get("url", "")


def types(blocks: Iterable[Json]) -> list[str]:
    return [block["type"] for block in blocks]


def actions(blocks: object) -> Iterator[Json]:
    """Give what Slack sends for each button, in the open or in a menu."""
    for part in parts(blocks):
        if part.get("type") == "button":
            yield part
        elif part.get("type") == "static_select":
            assert buttons.PICKED.fullmatch(part["action_id"])
            for option in part["options"]:
                yield {"action_id": part["action_id"], "selected_option": option}


def pressed(blocks: object) -> list[str | None]:
    return [buttons.pressed(action) for action in actions(blocks)]


def test_a_card_reads_from_top_to_bottom() -> None:
    page = cards.page(FULL, [File("학식_주간보고서.docx", b"PK")])
    assert wrongs(page) == []
    head, text, fields, table, plan, files, footer, pressing = page.blocks
    assert head["text"]["text"] == "⚠️ 계획안 1"
    assert said(text) == "\n살펴보고 적용을 누르세요.\n하나\n둘"
    assert said(fields) == "\n기간  12/1 ~ 12/20\n규칙\n하나\n둘"
    assert said(table) == "\n번호\n업무\n담당\n1\n설계\n지민\n2\n　└ 화면\n–"
    assert said(plan) == "보내기\n읽기\n쓰기\n\n24개 중 7개저장\n보내기\n"
    assert said(files) == "\n📎 학식_주간보고서.docx"
    assert said(footer) == "\n1판"
    assert pressing["type"] == "actions"
    assert page.text.startswith("⚠️ 계획안 1\n살펴보고 적용을 누르세요.")


def test_bold_words_are_bold_also_before_a_particle() -> None:
    (found,) = rich([*lines("**로그인**을 `main`에서")])["elements"]
    assert found["elements"] == [
        {"type": "text", "text": "로그인", "style": {"bold": True}},
        {"type": "text", "text": "을 "},
        {"type": "text", "text": "main", "style": {"code": True}},
        {"type": "text", "text": "에서"},
    ]


def test_progress_is_slacks_own_plan() -> None:
    (plan,) = [block for block in cards.page(FULL).blocks if block["type"] == "plan"]
    told = [(task["title"], task["status"], said(task.get("details"))) for task in plan["tasks"]]
    assert told == [
        ("읽기", "complete", ""),
        ("쓰기", "in_progress", "\n24개 중 7개"),
        ("저장", "pending", ""),
        ("보내기", "error", ""),
    ]
    assert plan["title"] == "보내기"
    running = Card(
        "제목",
        stages=(Stage("읽기", StageState.RUNNING, "반"), Stage("저장", StageState.PENDING)),
    )
    assert cards.page(running).blocks[1]["title"] == "읽기 · 반"
    ended = Card("제목", stages=(Stage("읽기", StageState.DONE), Stage("저장", StageState.DONE)))
    assert cards.page(ended).blocks[1]["title"] == "저장"


def test_a_home_shows_progress_and_tables_as_lists() -> None:
    view = cards.home_view(FULL)
    assert home_wrongs(view) == []
    assert view["type"] == "home"
    assert {"table", "plan"}.isdisjoint(types(view["blocks"]))
    assert "✅ 읽기\n▶️ 쓰기 · 24개 중 7개\n⬜ 저장" in said(view)
    assert "번호 · 업무 · 담당\n1 · 설계 · 지민\n2 · 　└ 화면" in said(view)
    assert pressed(view) == [each.id for each in FULL.buttons]


def test_rows_without_columns_and_rows_too_wide_are_a_list() -> None:
    assert types(cards.page(Card("제목", rows=(("하나", "둘"),))).blocks) == ["header", "rich_text"]
    wide = Card("제목", columns=("가", "나"), rows=(("1", "2", "3"),))
    assert "1 · 2 · 3" in said([*cards.page(wide).blocks])
    short = Card("제목", columns=("가", "나"), rows=(("1",),))
    assert said(cards.page(short).blocks[1]) == "\n가\n나\n1\n–"


def test_buttons_show_their_weight_and_name_their_id() -> None:
    page = cards.page(FULL)
    found = [(each["text"]["text"], each.get("style")) for each in actions([*page.blocks])]
    assert found == [("적용", "primary"), ("버리기", "danger"), ("버튼 3", None)]
    assert pressed([*page.blocks]) == [each.id for each in FULL.buttons]


def test_a_button_is_known_in_the_open_and_in_a_menu() -> None:
    asking = Button("수정", "task edit", asks=("title",), id=ButtonId("ab"))
    plain = Button("완료", "task done", id=ButtonId("cd"))
    for count in (1, 30):
        found = [*actions([*cards.page(Card("제목", buttons=(asking, plain) * count)).blocks])]
        assert [buttons.pressed(action) for action in found] == ["ab", "cd"] * count
    assert buttons.pressed({"type": "button", "action_id": "assignee"}) is None
    assert buttons.pressed({"type": "static_select", "action_id": "s:0"}) is None


@pytest.mark.parametrize("tone", [*Tone])
def test_a_tone_is_a_mark_in_the_header_and_the_fallback(tone: Tone) -> None:
    page = cards.page(Card("제목", tone=tone))
    head = said(page.blocks[0]).strip()
    assert (head != "제목") == (tone is not Tone.PLAIN)
    assert page.text == head


def test_an_empty_card_still_shows_something() -> None:
    for card in (Card(""), Card(" ", text="\n", rows=((),), columns=("",))):
        page = cards.page(card)
        assert wrongs(page) == []
        assert said([*page.blocks]).strip()
        assert home_wrongs(cards.home_view(card)) == []


@pytest.mark.parametrize("count", [0, 1, 24, 25, 26, 30, 121, 125, 250, 900])
def test_no_button_is_lost_however_many_there_are(count: int) -> None:
    many = tuple(button(number) for number in range(count))
    page = cards.page(Card("제목", text="글", footer="끝", buttons=many))
    assert wrongs(page) == []
    assert pressed([*page.blocks]) == [each.id for each in many]


def test_more_buttons_than_menus_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="2521 buttons"):
        buttons.blocks([button(number) for number in range(2521)])


def test_a_long_title_stands_in_full_below_no_header() -> None:
    title = "긴 제목 " * 40
    page = cards.page(Card(title))
    assert wrongs(page) == []
    assert types(page.blocks) == ["rich_text"]
    assert said([*page.blocks]).strip() == title.strip()
    assert page.files == ()


def test_a_long_card_brings_its_whole_text_and_says_so() -> None:
    rows = tuple((f"{number}", f"업무 {number} " + "가" * 100) for number in range(200))
    card = Card("목록", rows=rows, footer="끝", subject="tasks:12", buttons=(button(1),))
    page = cards.page(card)
    assert wrongs(page) == []
    (whole,) = page.files
    assert whole.name == "tasks-12.txt"
    assert whole.content.decode() == card.plain() + "\n[버튼 1]"
    assert "⋯ 📎 tasks-12.txt" in said([*page.blocks])
    assert said([*page.blocks]).startswith("\n목록")
    assert "\n끝" in said([*page.blocks])
    assert len(said([*page.blocks])) > 5000


def test_short_parts_stay_whole_beside_a_long_one() -> None:
    card = Card(
        "제목",
        text="긴 글 " * 5000,
        fields=(Field("기간", "일주일"),),
        columns=("가", "나"),
        rows=(("1", "2"),),
        stages=(Stage("쓰기", StageState.RUNNING),),
        footer="끝",
    )
    page = cards.page(card)
    assert wrongs(page) == []
    assert types(page.blocks)[:2] == ["header", "rich_text"]
    assert {"table", "plan"} <= {*types(page.blocks)}
    assert "기간  일주일" in said([*page.blocks])
    assert len(page.text) <= 4000
    assert page.text.endswith("…")


@pytest.mark.parametrize("typed", [
    "<!here>", "<!channel>", "<@U1>", "<#C1>", "<!subteam^S1>", "<http://evil.example|bank>",
    "snake_case_name", "2 * 3 * 4", "~지움~", "_기움_", ":smile:", "> 인용", "&lt;!here&gt;",
    "@everyone", "[이름](https://evil.example)", "```\n코드\n```",
])  # fmt: skip
def test_what_people_type_is_shown_as_typed_and_calls_nobody(typed: str) -> None:
    card = Card(f"제목 {typed}", text=typed, fields=(Field(typed, typed),), rows=((typed,),),
                stages=(Stage(typed, StageState.RUNNING, typed),), footer=typed,
                buttons=(button(1, typed),))  # fmt: skip
    page = cards.page(card)
    assert wrongs(page) == []
    assert f"\n{typed}" in said([*page.blocks])
    assert not CALL.search(page.text)
    assert not any(part.get("emoji") for part in parts([*page.blocks]))


@pytest.mark.parametrize(
    ("typed", "linked"),
    [
        ("보세요: https://a.example/x_y~z.", ["https://a.example/x_y~z"]),
        ("https://a.kr/x에서", []),
        ("<https://b.example|은행>", ["https://b.example"]),
        ("https://b.example?x=1&y=2#z", ["https://b.example?x=1&y=2#z"]),
        ("http:// https://- javascript:alert(1)", []),
    ],
)
def test_an_address_links_to_itself_or_nowhere(typed: str, linked: list[str]) -> None:
    found = rich([*lines(typed)])
    links = [part for part in parts(found) if part.get("type") == "link"]
    assert [part["url"] for part in links] == linked
    assert not any("text" in part for part in links)
    assert said(found) == f"\n{typed}"


def test_lists_stand_apart_from_the_lines_around_them() -> None:
    found = rich([*lines("앞\n- 하나\n- **둘**\n\n- 셋\n뒤")])["elements"]
    assert [part["type"].removeprefix("rich_text_") for part in found] == [
        "section", "list", "section", "list", "section",
    ]  # fmt: skip


def test_a_length_is_never_less_than_slacks() -> None:
    assert [length(text) for text in ("가", "👩", "&", "<>", "&lt;")] == [1, 2, 5, 8, 8]
    assert [clip(text, 5) for text in ("가나다라마", "가나다라마바", "<<", "👩👩👩")] == [
        "가나다라마", "가나다라…", "<…", "👩👩…",
    ]  # fmt: skip


def test_files_travel_under_different_names() -> None:
    names = ["보고서.docx", "보고서.docx", "../x.md", "이름", "", "a\nb.txt"]
    assert [each.name for each in parcels(File(name, b"") for name in names)] == [
        "보고서.docx", "보고서-1.docx", "x.md", "이름", "file", "a b.txt",
    ]  # fmt: skip


def squeezed(text: str) -> str:
    """Give the letters of a text, whatever its lines and marks."""
    return "".join(one_line(text).split()).translate(str.maketrans("", "", "*`"))


def pieces(card: Card) -> Iterator[str]:
    """Give everything a card says, line by line."""
    texts = [
        card.title, card.text, card.footer, *card.columns * bool(card.rows),
        *(text for each in card.fields for text in (each.name, each.value)),
        *(cell for row in card.rows for cell in row),
        *(text for stage in card.stages for text in (stage.name, stage.detail)),
        *(file.name for file in card.files), *(each.label for each in card.buttons),
    ]  # fmt: skip
    for text in texts:
        yield from (squeezed(line.removeprefix(LISTED)) for line in text.split("\n"))


def test_any_card_fits_keeps_its_buttons_loses_nothing_and_calls_nobody() -> None:
    chance = Random(20261201)
    whole = 0
    for _ in range(1000):
        card = odd_card(chance)
        files = [File(odd_text(chance)[:90], b"x") for _ in range(chance.randrange(4))]
        page = cards.page(card, files)
        assert wrongs(page) == []
        assert pressed([*page.blocks]) == [each.id for each in card.buttons]
        assert not CALL.search(page.text)
        if len(page.files) == len(files):
            whole += 1
            shown = squeezed(said([*page.blocks]))
            assert [each for each in pieces(card) if each not in shown] == []
    assert 300 < whole < 700, "it tries one side of the limits only"


def test_any_card_fits_a_home() -> None:
    chance = Random(20261202)
    for _ in range(200):
        card = odd_card(chance)
        view = cards.home_view(card)
        assert home_wrongs(view) == []
        assert pressed(view) == [each.id for each in card.buttons]
