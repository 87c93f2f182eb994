"""Scripts: read as a whole, or from a pipe."""

import os
from collections.abc import AsyncIterator

import pytest

from adapters.console.commands import Comment
from adapters.console.keyboard import Pipe
from adapters.console.script import Reader, given
from core.errors import ScriptUnreadable
from tests.console.table import Table


async def lines_of(*lines: bytes) -> AsyncIterator[bytes]:
    for line in lines:
        yield line


def test_a_script_is_read_before_anything_is_done() -> None:
    with pytest.raises(ScriptUnreadable) as caught:
        Reader(moves=True).whole("@지민 /me today\n\n무슨 말\nwait".encode())
    assert caught.value.line == 3


def test_the_clock_moves_only_where_it_can() -> None:
    assert len(Reader(moves=True).whole(b"clock +1d")) == 1
    with pytest.raises(ScriptUnreadable):
        Reader(moves=False).whole(b"wait\nclock +1d")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    read = Reader(moves=False).whole("\ufeff# 안녕\r\nwait\r\n".encode())
    assert [scripted.text for scripted in read] == ["# 안녕", "wait", ""]
    assert read[0].line == Comment("안녕")


def test_what_is_no_utf8_is_unreadable_by_its_number() -> None:
    with pytest.raises(ScriptUnreadable) as caught:
        Reader(moves=False).whole("wait\n# 안녕".encode("cp949"))
    assert caught.value.line == 2


async def test_lines_of_a_pipe_are_answered_up_to_the_one_that_cannot_be_read(
    table: Table,
) -> None:
    stream = Reader(moves=False).streamed(lines_of("@지민 /me today".encode(), b"nonsense"))
    with pytest.raises(ScriptUnreadable) as caught:
        await table.play(stream)
    assert caught.value.line == 2
    assert len(table.seen.events) == 1


async def test_a_script_is_played_in_its_order(table: Table) -> None:
    script = Reader(moves=True).whole("@지민 /me today\n# 말\n@서준 /me today\nwait".encode())
    await table.play(given(script))
    assert [event.spot.person for event in table.seen.events] == ["지민", "서준"]


async def test_a_pipe_gives_lines_as_they_come() -> None:
    reading, writing = os.pipe()
    os.write(writing, "가\n나\n끝".encode())
    os.close(writing)
    lines = [line.decode() async for line in Pipe(reading).lines()]
    os.close(reading)
    assert lines == ["가", "나", "끝"]
