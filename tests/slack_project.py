"""A project as somebody opens it in the local Slack, in one line or in a form."""

from datetime import UTC, date, datetime, timedelta

from tests.slack_server.message import Message
from tests.slack_server.person import Person
from tests.slack_server.server import LocalSlack
from tests.words import ko

TOPIC = "학식 메뉴 추천 챗봇"
GOAL = "동작하는 챗봇과 사용 설명서"
ABOUT = "학생 식당 메뉴를 추천하는 챗봇을 만들고 시연한다"
LINE = f'new {TOPIC} description:"{ABOUT}" goal:"{GOAL}" start:내일 end:"다음 달 28일"'
ADOPT, PLAN = ko("button.adopt"), ko("button.plan")
LONG = 60


def in_days(count: int) -> date:
    """Give a day."""
    return (datetime.now(UTC) + timedelta(days=count)).date()


def filled() -> dict[str, str | date]:
    """Give what the form that opens a project asks for."""
    days = {"시작": in_days(1), "끝": in_days(30)}
    return {"주제": TOPIC, "설명": ABOUT, "목표": GOAL, **days}


async def open_project(leader: Person, more: str = "", topic: str = TOPIC) -> Message:
    """Open one in one line; give the answer."""
    line = LINE.replace(TOPIC, topic)
    return await (await leader.types("/project", f"{line} {more}")).said(topic)


async def message_with(
    button: str, slack: LocalSlack, reader: Person, *, direct: bool = False
) -> Message:
    """Wait for a message with a button, in public or in direct messages."""
    found = await slack.until(
        lambda: [
            post for post in (reader.dms if direct else reader.messages) if button in post.buttons
        ],
        f"a message with {button}",
        LONG,
    )
    return found[-1]


async def sent(slack: LocalSlack, writer: Person) -> None:
    """Wait until a form that was sent in is gone, or shows the answer where that took longer."""
    await slack.until(
        lambda: (
            writer.modal is None
            or not (writer.modal.labels or ko("slack.waiting") in writer.modal.text)
        ),
        "a form that is done",
    )
    if writer.modal is not None:
        await writer.closes()
