"""A class of twelve on the local Slack: from its list to teams with homes, and its board."""

import asyncio
import time
import pytest
from tests import small_class as school
from tests.discord_server.ground import Upload
from tests.slack_project import LONG, message_with, sent
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.words import ko


@pytest.mark.usefixtures("bot")
async def test_probe(slack: LocalSlack, workspace: Workspace) -> None:
    t = time.time()
    def lap(s):
        nonlocal t
        print("LAP", s, round(time.time() - t, 2)); t = time.time()
    staff = workspace.person(school.STAFF, admin=True)
    added = await (await staff.types("/course", f'add code:{school.CODE} name:"{school.TITLE}"')).said(school.TITLE)
    print(added.text, added.buttons, added.ephemeral)
    asked = await staff.types("/course", "roster")
    print((await asked.said()).text, asked.messages[-1].buttons)
    asked = await staff.presses(asked.messages[-1], ko("course.upload"))
    form = await staff.modal_with()
    print(form.title, form.labels, form.text)
    await staff.submits({"파일": Upload(school.ROSTER_NAME, school.roster())})
    dry = await asked.said(ko("roster.check"))
    print(dry.text, dry.buttons)
    pressed = await staff.presses(dry, ko("roster.apply"))
    await slack.until(lambda: ko("roster.applied") in dry.text + pressed.text, "applied")
    print(dry.text, pressed.text)
    lap("roster")
    for s in school.students():
        p = workspace.person(s.name)
        joined = await (await p.types("/course", f"join {school.CODE}")).said(ko("course.joined"))
        print(joined.text, joined.buttons)
        if not s.roles:
            continue
        pr = await (await p.types("/my", f'profile roles:"{s.roles}" skills:"{s.skills}"')).said(ko("me.profile_saved"))
        print(pr.text, pr.buttons)
        free = await (await p.types("/my", f'free times:"{s.times}"')).said(ko("free.check"))
        print(free.text)
        yes = await p.presses(free, ko("free.right"))
        await slack.until(lambda: ko("free.saved") in free.text + yes.text, "kept")
    lap("students")
    wishes = " ".join(f'{k}:"{v}"' for k, v in school.WISHES.items())
    asked = await staff.types("/team", f"form {wishes}")
    print((await asked.said()).text)
    teams = await message_with(ko("button.adopt"), slack, staff, direct=True)
    lap("form")
    for each in teams.texts: print("----", each)
    print(teams.buttons)
    await staff.presses(teams, ko("teams.swap"))
    form = await staff.modal_with()
    print(form.labels, [c.kind for c in form.controls])
    await staff.closes()
    await staff.presses(teams, ko("button.adopt"))
    await slack.until(lambda: ko("teams.adopted_title", title=school.TITLE) in teams.text, "adopted", 30)
    lap("adopt")
    for each in teams.texts: print("----", each)
    for s in school.students():
        p = workspace.person(s.name)
        d = await p.dm("팀이 정해졌어요")
        print(s.name, len(p.dms), d.text, d.buttons)
    lap("told")
    await slack.until(lambda: len(workspace.channels) == 4, "homes")
    await asyncio.sleep(1)
    for c in workspace.channels:
        print(c.name, c.private, [m.display_name for m in c.members], [m.text for m in c.messages][:3])
    assert False
