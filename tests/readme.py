"""The tables of the READMEs, made of the registry and the phrasebook.

`python -m tests.readme` writes them anew.
"""

import re
from pathlib import Path

from core.commands import AnyCommand
from core.features import COMMANDS
from core.model.people import Locale
from core.model.places import Audience
from core.model.projects import Standing
from core.phrasebook import Phrasebook, load

HOME = Path(__file__).parent.parent
READMES = {Locale.EN: HOME / "README.md", Locale.KO: HOME / "README.ko.md"}

_TABLE = re.compile(r"(?<=<!-- commands -->\n).*?(?=<!-- /commands -->)", re.DOTALL)
_COLUMNS = {
    Locale.EN: ("Command", "Korean", "What it does", "Who may run it", "Who sees the answer"),
    Locale.KO: ("명령", "영어", "하는 일", "쓸 수 있는 사람", "답을 보는 사람"),
}
_WHO = {
    Locale.EN: {
        Standing.OUTSIDER: "everybody",
        Standing.MEMBER: "members",
        Standing.LEADER: "the leader",
        Standing.STAFF: "staff",
    },
    Locale.KO: {
        Standing.OUTSIDER: "누구나",
        Standing.MEMBER: "팀원",
        Standing.LEADER: "팀장",
        Standing.STAFF: "운영진",
    },
}
_SEEN = {
    Locale.EN: {
        Audience.CHANNEL: "the channel",
        Audience.PRIVATE: "only you",
        Audience.DM: "you, by DM",
    },
    Locale.KO: {
        Audience.CHANNEL: "채널 모두",
        Audience.PRIVATE: "나만",
        Audience.DM: "나 (DM)",
    },
}


def with_tables(text: str, locale: Locale) -> str:
    """Give a README's text with its tables as they should be."""
    table = _commands(load(), locale)
    return _TABLE.sub(lambda _: table, text)


def _commands(phrases: Phrasebook, locale: Locale) -> str:
    columns = _COLUMNS[locale]
    rows = [columns, tuple("---" for _ in columns)]
    rows += [_row(phrases, locale, command) for command in COMMANDS]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(phrases: Phrasebook, locale: Locale, command: AnyCommand) -> tuple[str, ...]:
    other = Locale.EN if locale is Locale.KO else Locale.KO
    return (
        _typed(phrases, locale, command),
        _typed(phrases, other, command),
        phrases.say(locale, f"{command.words}.help").rstrip("."),
        _WHO[locale][command.who],
        _SEEN[locale][command.answer],
    )


def _typed(phrases: Phrasebook, locale: Locale, command: AnyCommand) -> str:
    """Give a command as it is typed, or in italics the name of one that only buttons reach."""
    group, *rest = command.name.split()
    names = [f"commands.{group}.name", *([f"{command.words}.name"] if rest else [])]
    name = " ".join(phrases.say(locale, key) for key in names)
    return f"*{name}*" if command.hidden else f"`/{name}`"


def _write() -> None:
    for locale, path in READMES.items():
        text = path.read_text("utf-8")
        path.write_text(with_tables(text, locale), "utf-8", newline="\n")


if __name__ == "__main__":
    _write()
