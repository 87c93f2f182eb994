"""The tables of the READMEs and of `docs/parity.md`, made of what the program is.

`python -m tests.readme` writes them anew.
"""

import asyncio
import re
from pathlib import Path

from adapters.slack.manifest import SCOPES
from core.commands import AnyCommand
from core.features import COMMANDS
from core.model.people import Locale
from core.model.places import Audience
from core.model.projects import Standing
from core.phrasebook import Phrasebook, load
from tests.parity import with_parity

HOME = Path(__file__).parent.parent
READMES = {Locale.EN: HOME / "README.md", Locale.KO: HOME / "README.ko.md"}
PARITY = HOME / "docs" / "parity.md"

_TABLE = re.compile(r"(?<=<!-- commands -->\n).*?(?=<!-- /commands -->)", re.DOTALL)
_SCOPES = re.compile(r"(?<=<!-- scopes -->\n).*?(?=<!-- /scopes -->)", re.DOTALL)
_COLUMNS = {
    Locale.EN: ("Command", "Korean", "What it does", "Who may run it", "Who sees the answer"),
    Locale.KO: ("명령", "영어", "하는 일", "쓸 수 있는 사람", "답을 보는 사람"),
}
_SCOPE_HEAD = {
    Locale.EN: "| Scope | What for |\n| --- | --- |\n",
    Locale.KO: "| 권한 | 쓰는 곳 |\n| --- | --- |\n",
}
_KOREAN_SCOPES = {
    "commands": "슬래시 명령과 메시지의 메뉴",
    "chat:write": "답, 알림, 현황 카드",
    "chat:write.public": "봇이 들어가 있지 않은 공개 채널에서 진행 상황과 현황 카드",
    "im:write": "나만 보는 알림과 파일을 보낼 DM 열기",
    "im:history": "중단 뒤에 이미 보낸 알림을 찾아 두 번 보내지 않기",
    "channels:history": "프로젝트의 공개 채널에서도 똑같이",
    "groups:history": "프로젝트의 비공개 채널에서도 똑같이",
    "channels:read": "프로젝트의 공개 채널 다시 찾기",
    "groups:read": "프로젝트의 비공개 채널 다시 찾기",
    "channels:manage": "프로젝트의 공개 채널을 열고 팀원 초대하기",
    "groups:write": "프로젝트의 비공개 채널을 열고 팀원 초대하기",
    "pins:write": "프로젝트 현황 카드 고정하기",
    "files:write": "Word 보고서, 긴 카드의 텍스트 파일",
    "files:read": "입력창에 올린 과제문",
    "users:read": "사람들의 이름, 워크스페이스 관리자인지",
    "users:read.email": "강의 명단에서 본인을 찾을 이메일 주소",
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
    scopes = "".join(f"| `{scope}` | {_why(scope, locale)} |\n" for scope in SCOPES)
    # GitHub ends a table at a comment, so its head stands within.
    head = _SCOPE_HEAD[locale]
    return _SCOPES.sub(lambda _: head + scopes, _TABLE.sub(lambda _: table, text))


def _why(scope: str, locale: Locale) -> str:
    return SCOPES[scope] if locale is Locale.EN else _KOREAN_SCOPES[scope]


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
    parity = asyncio.run(with_parity(PARITY.read_text("utf-8")))
    PARITY.write_text(parity, "utf-8", newline="\n")


if __name__ == "__main__":
    _write()
