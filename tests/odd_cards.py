"""Cards and forms nobody would make, for what must show whatever it is given."""

from collections.abc import Sequence
from random import Random

from core.cards import (
    Attachment,
    Button,
    ButtonId,
    Card,
    Emphasis,
    Field,
    Form,
    FormField,
    Stage,
    StageState,
    Tone,
)
from core.commands import AnyCommand

EDGES = (
    "", " ", "\n\n", "가" * 40, "업무 " * 400, "x" * 5000, "**", "**굵게**를", "*a*", "`", "`a`",
    "```py\nx\n```", "~x~", "_y_", "# h", "> q", "1. a\n1. b", "- a\n- b", "- ", "\n- a\n\nb\n",
    "[x](http://e.io)", "<http://e.io|bank>", "@everyone", "<!here>", "<!channel>", "<@U1>",
    "<#C1>", "<!subteam^S1>", "<!date^1^x^http://e.io|y>", ":smile:", "&lt;!here&gt;", "&" * 900,
    "<" * 4000, "http://a_b.io/_c_", "https://a.kr/x에서", "https://", "https://a.b" * 300,
    "https://e.io/a.", "👩‍👩‍👧‍👦" * 50, "🇰🇷", "مرحبا " * 30, "שלום",
    "\u202eabc", "\u2066x", "\ud800", "\udfff가", "\x00\x1b[31m", "\u200b", "\ufeff", "z͑ͫ̓ͪ̂ͫ̽" * 20,
    "\\", "*" * 700, "_" * 3000, "ﷺ" * 600, "\r\n", "\t탭", "\u3000\u3000깊이", "2026-12-05",
    "2026-02-30", "７", "12", "-3",
    "<@U1> <@W2|이름>", "서준, <@U1>", "완료, progress", "D-7",
)  # fmt: skip


CALM = tuple(edge for edge in EDGES if len(edge) <= 60)


def odd_text(chance: Random, edges: Sequence[str] = EDGES) -> str:
    """Give some of the edges, or letters of all of Unicode."""
    if chance.random() < 0.1:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(40)))
    return "".join(chance.choice(edges) for _ in range(chance.choice((1, 1, 1, 2, 3, 6))))


def odd_card(chance: Random) -> Card:
    """Give any card: half of them have short texts only."""
    edges = chance.choice((EDGES, CALM))

    def several(most: int) -> range:
        return range(chance.choice((0, 0, 1, 2, 3, most)))

    def odd() -> str:
        return odd_text(chance, edges)

    width = chance.choice((1, 2, 4, 25))
    return Card(
        odd(),
        text="\n".join(odd() for _ in several(12)),
        tone=chance.choice([*Tone]),
        fields=tuple(Field(odd(), odd()) for _ in several(12)),
        columns=tuple(odd() for _ in range(chance.choice((0, width)))),
        rows=tuple(tuple(odd() for _ in range(width)) for _ in several(60 // width)),
        stages=tuple(Stage(odd(), chance.choice([*StageState]), odd()) for _ in several(25)),
        files=tuple(Attachment(odd(), "") for _ in several(4)),
        buttons=tuple(_button(chance, n, odd()) for n in several(chance.choice((5, 25, 40)))),
        footer=odd(),
        subject=odd()[:80],
    )


def odd_form(chance: Random, commands: Sequence[AnyCommand]) -> tuple[AnyCommand, Form]:
    """Give a command and a form for some of its options."""
    command = chance.choice([each for each in commands if each.inputs])
    asked = {*chance.sample(command.inputs, chance.randint(1, len(command.inputs)))}

    def odd() -> str:
        return odd_text(chance)

    fields = tuple(
        FormField(given.name, odd(), odd(), odd(), chance.random() < 0.5, odd())
        for given in command.inputs
        if given in asked
    )
    return command, Form(odd(), command.name, fields, text=odd())


def _button(chance: Random, number: int, label: str) -> Button:
    asks = chance.choice(((), ("title",)))
    emphasis = chance.choice([*Emphasis])
    id_ = ButtonId(f"{number // 2:024x}")
    return Button(label, "x", asks=asks, emphasis=emphasis, id=id_)
