"""A leader changes a project: the form shows it as it is, from a card and from the command."""

import pytest

from tests.discord_scene import PROJECT, TOPIC
from tests.discord_server.interaction import MODAL
from tests.discord_server.person import Person
from tests.words import ko

EDIT = ko("button.edit_project")
NEW = "점심 메뉴 추천 챗봇"

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_card_opens_the_filled_form_and_shows_what_it_changed(jimin: Person) -> None:
    opened = await (await jimin.slash("project new", **PROJECT)).said(TOPIC)
    pressed = await jimin.press(opened, EDIT)
    assert pressed.answer is not None
    assert pressed.answer.kind == MODAL
    assert pressed.modal is not None
    shown = {field.custom_id: field.value for field in pressed.modal.fields}
    assert list(shown) == ["topic", "description", "goal", "start", "end"]
    assert (shown["topic"], shown["goal"]) == (TOPIC, PROJECT["goal"])
    sent = await jimin.submit(pressed, {"topic": NEW})
    card = await sent.said(ko("project.change", what="주제", before=TOPIC, after=NEW))
    assert NEW in card.text


async def test_the_command_alone_leads_to_the_filled_form(jimin: Person) -> None:
    await (await jimin.slash("project new", **PROJECT)).said(TOPIC)
    invited = await (await jimin.slash("project edit")).said(ko("form.filled"))
    assert invited.ephemeral
    pressed = await jimin.press(invited, ko("form.go_on"))
    assert pressed.modal is not None
    assert next(iter(pressed.modal.fields)).value == TOPIC
    sent = await jimin.submit(pressed, {"goal": "시연"})
    assert await sent.said(ko("project.change", what="목표", before=PROJECT["goal"], after="시연"))
