"""A leader changes a project: the form shows it as it is, from a card and from the command."""

import pytest

from tests.slack_project import GOAL, TOPIC, open_project, sent
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.words import ko

NEW = "점심 메뉴 추천 챗봇"

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_card_opens_the_filled_form_and_shows_what_it_changed(
    slack: LocalSlack, jimin: Person
) -> None:
    opened = await open_project(jimin)
    await jimin.presses(opened, ko("button.edit_project"))
    form = await jimin.modal_with()
    assert (form.values["주제"], form.values["목표"]) == (TOPIC, GOAL)
    await jimin.submits({"주제": NEW})
    await sent(slack, jimin)
    changed = ko("project.change", what="주제", before=TOPIC, after=NEW)
    assert not (await jimin.message(changed)).ephemeral


async def test_the_command_alone_opens_the_filled_form(slack: LocalSlack, jimin: Person) -> None:
    await open_project(jimin)
    await jimin.types("/project", "edit")
    form = await jimin.modal_with()
    assert list(form.values) == ["주제", "설명", "목표", "시작", "끝"]
    assert form.values["주제"] == TOPIC
    await jimin.submits({"목표": "시연"})
    await sent(slack, jimin)
    assert await jimin.message(ko("project.change", what="목표", before=GOAL, after="시연"))
