"""A project's home in a workspace: whoever leaves the team is out of it until they come back."""

import pytest

from tests.slack_project import LONG, open_project
from tests.slack_server.person import Person
from tests.slack_server.places import Channel
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.words import ko


async def says(slack: LocalSlack, home: Channel, words: str) -> None:
    await slack.until(
        lambda: [post for post in home.messages if words in post.text], f"{words!r} at home", LONG
    )


@pytest.mark.usefixtures("bot")
async def test_whoever_leaves_the_team_is_out_of_its_home_until_they_come_back(
    slack: LocalSlack, workspace: Workspace, jimin: Person
) -> None:
    seojun, guest = workspace.person("서준"), workspace.person("조교")
    await open_project(jimin, "members:@서준")
    await jimin.types("/project", "home")
    (home,) = await slack.until(
        lambda: [each for each in workspace.channels if each.private and each.pins], "a home", LONG
    )
    home.members.append(guest.user)
    await seojun.types("/project", "leave")
    await says(slack, home, ko("home.farewell", name="서준"))
    assert home.members == [workspace.bot, jimin.user, guest.user]
    await jimin.types("/project", "add @서준")
    await says(slack, home, ko("home.greeting_title", name="서준"))
    assert home.members == [workspace.bot, jimin.user, guest.user, seojun.user]
