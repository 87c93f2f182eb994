"""Cards and forms as rich text."""

import re
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from adapters.console.events import Event, EventKind, SavedFile
from core.cards import Button, Card, Emphasis, Form, FormField, Stage, StageState, Tone
from core.marks import LISTED, Style, one_line, runs
from core.marks import shown as safe

_MARKS = {
    Tone.PLAIN: ("•", "default"),
    Tone.BUSY: ("▶", "cyan"),
    Tone.GOOD: ("✔", "green"),
    Tone.WARNING: ("!", "yellow"),
    Tone.BAD: ("✘", "red"),
}
_STAGES = {
    StageState.PENDING: ("○", "bright_black"),
    StageState.RUNNING: ("▶", "cyan"),
    StageState.DONE: ("✔", "green"),
    StageState.FAILED: ("✘", "red"),
}
_BUTTONS = {
    Emphasis.NORMAL: "default",
    Emphasis.PRIMARY: "bold green",
    Emphasis.DANGER: "red",
}
_STYLES = {
    Style.PLAIN: "",
    Style.BOLD: "bold",
    Style.ITALIC: "italic",
    Style.CODE: "bold cyan",
}
_LISTED = re.compile(f"^{LISTED}", re.MULTILINE)


def render(event: Event) -> RenderableType:
    """Give what a person sees of an event."""
    shown = event.shown
    match shown:
        case Card():
            inside = Group(*_card(shown), fit=False)
            return _framed(event, shown.title, shown.tone, inside)
        case Form():
            return _framed(event, shown.title, Tone.PLAIN, Group(*_form(shown)))
        case SavedFile():
            return Text(f"  ⤓ {safe(shown.name)}  ({safe(shown.path)})", style="bright_black")


def progress(card: Card) -> Text:
    """Give running work as one line: the stage it is in."""
    stage = next((each for each in card.stages if each.state is StageState.RUNNING), None)
    if stage is None:
        return Text(f"  {safe(card.title)}: {safe(card.text)}", style="bright_black")
    return Text.assemble(f"  {safe(card.title)}: ", _stage(stage))


def said(text: str) -> Text:
    """Give a line of a script; comments tell the story."""
    if text.startswith("#"):
        return Text(f"\n{safe(text.lstrip('# '))}", style="italic")
    return Text(f"\n› {safe(text)}", style="bold magenta")


def marked(text: str) -> Text:
    """Give text of the small Markdown that cards use."""
    text = _LISTED.sub("• ", text)
    return Text.assemble(*((run.text, _STYLES[run.style]) for run in runs(text)))


def _framed(event: Event, title: str, tone: Tone, inside: RenderableType) -> Panel:
    mark, colour = _MARKS[tone]
    edited = " ✎" if event.kind is EventKind.EDIT else ""
    head = Text.assemble((f"{mark} ", colour), (one_line(title), "bold"), edited)
    style = colour if colour != "default" else "bright_black"
    return Panel(
        inside,
        title=head,
        title_align="left",
        subtitle=Text(f"→ {safe(event.spot.person)}") if event.spot.person else None,
        subtitle_align="right",
        box=box.ROUNDED,
        border_style=style,
        padding=(0, 1),
    )


def _card(card: Card) -> Iterator[RenderableType]:
    if card.text:
        yield marked(card.text)
    for field in card.fields:
        yield Text.assemble((f"{safe(field.name)}  ", "bright_black"), marked(field.value))
    if card.rows:
        yield _table(card.columns, card.rows)
    yield from (_stage(stage) for stage in card.stages)
    if card.footer:
        yield Text(safe(card.footer), style="bright_black")
    if card.buttons:
        yield _row_of_buttons(card.buttons)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    if not columns:
        return Group(*(_listed(row) for row in rows))
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    for column in columns:
        table.add_column(Text(safe(column)), overflow="fold")
    for row in rows:
        table.add_row(*(marked(cell) for cell in row[: len(columns)]))
    return table


def _listed(row: Sequence[str]) -> Text:
    return Text("• ") + Text("  ").join(marked(cell) for cell in row if cell)


def _stage(stage: Stage) -> Text:
    mark, colour = _STAGES[stage.state]
    detail = f"  {safe(stage.detail)}" if stage.detail else ""
    return Text.assemble((f"{mark} {safe(stage.name)}", colour), (detail, "bright_black"))


def _row_of_buttons(buttons: Sequence[Button]) -> Text:
    labels = (Text(f"[{safe(each.label)}]", _BUTTONS[each.emphasis]) for each in buttons)
    return Text("\n") + Text(" ").join(labels)


def _form(form: Form) -> Iterator[RenderableType]:
    if form.text:
        yield marked(form.text)
    for field in form.fields:
        yield from _asked(field)


def _asked(field: FormField) -> Iterator[Text]:
    needed = "*" if field.required else ""
    value = safe(field.value) or "…"
    yield Text.assemble((f"{field.option}{needed} ", "bold"), f"({safe(field.label)}): {value}")
    if field.error:
        yield Text("  ") + marked(field.error).copy()
    elif field.hint:
        yield Text(f"  {safe(field.hint)}", style="bright_black")
