"""A card with everything that a card may have."""

from core.cards import (
    Attachment,
    Button,
    ButtonId,
    Card,
    Emphasis,
    Field,
    Stage,
    StageState,
    Tone,
)


def button(number: int, label: str = "", emphasis: Emphasis = Emphasis.NORMAL) -> Button:
    """Give a button known by its number."""
    return Button(label or f"버튼 {number}", "x", emphasis=emphasis, id=ButtonId(f"{number:024x}"))


FULL = Card(
    "계획안 1",
    text="**살펴보고** `적용`을 누르세요.\n- 하나\n- 둘",
    tone=Tone.WARNING,
    fields=(Field("기간", "12/1 ~ 12/20"), Field("규칙", "- 하나\n- 둘")),
    columns=("번호", "업무", "담당"),
    rows=(("1", "**설계**", "지민"), ("2", "　└ 화면", "")),
    stages=(
        Stage("읽기", StageState.DONE),
        Stage("쓰기", StageState.RUNNING, "24개 중 7개"),
        Stage("저장", StageState.PENDING),
        Stage("보내기", StageState.FAILED),
    ),
    files=(Attachment("학식_주간보고서.docx", "report:1:1:ko"),),
    buttons=(
        button(1, "적용", Emphasis.PRIMARY),
        button(2, "버리기", Emphasis.DANGER),
        button(3),
    ),
    footer="1판",
)
