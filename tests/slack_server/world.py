"""All there is on the local Slack: the app, workspaces, views, files, and what went wrong."""

from collections.abc import Callable

from tests.ground import Ground, Json
from tests.slack_server.application import Application
from tests.slack_server.call import SlackError
from tests.slack_server.delivery import Delivery
from tests.slack_server.files import File
from tests.slack_server.judge import Wrong
from tests.slack_server.message import Message, blocks_of
from tests.slack_server.people import User
from tests.slack_server.places import Channel
from tests.slack_server.team import Team
from tests.slack_server.triggers import Triggers
from tests.slack_server.views import View

Judging = Callable[[], list[Wrong]]


class World(Ground):
    """Everything that is kept."""

    def __init__(self, app: Application) -> None:
        super().__init__()
        self.app = app
        self.teams: dict[str, Team] = {}
        self.triggers = Triggers()
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        """What a user has open, the topmost last."""
        self.homes: dict[str, View] = {}
        self.uploads: dict[str, File] = {}
        self.deliveries: list[Delivery] = []
        self.judges_later = False
        self._faults: list[str] = []
        self._unjudged: list[tuple[str, Judging]] = []
        self._ids = 0
        self._latest = 0

    @property
    def faults(self) -> list[str]:
        """What broke a limit or a rule, in order."""
        unjudged, self._unjudged = self._unjudged, []
        for where, judging in unjudged:
            self._faults += [f"{where}: {wrong.said}" for wrong in judging()]
        return self._faults

    def fault(self, said: str) -> None:
        """Keep what is wrong."""
        self._faults.append(said)

    def judge(self, where: str, judging: Judging) -> None:
        """Judge something, now or when the faults are asked for.

        Raises:
            SlackError: Slack would refuse it.
        """
        if self.judges_later:
            self._unjudged.append((where, judging))
            return
        wrongs = judging()
        self._faults += [f"{where}: {wrong.said}" for wrong in wrongs]
        for wrong in wrongs:
            if wrong.error is not None:
                raise SlackError(wrong.error, response_metadata={"messages": [wrong.said]})

    def new_id(self, letter: str) -> str:
        """Give a new id of a kind."""
        self._ids += 1
        return f"{letter}{self._ids:010d}"

    def new_ts(self) -> str:
        """Give the next timestamp, later than every one before."""
        self._latest = max(self._latest + 1, int(self.now().timestamp() * 1_000_000))
        return f"{self._latest // 1_000_000}.{self._latest % 1_000_000:06d}"

    def team_of(self, thing: Channel | User) -> Team:
        """Give the workspace that something belongs to."""
        return self.teams[thing.team_id]

    def post(
        self,
        channel: Channel,
        body: Json,
        viewer: User | None = None,
        author: User | None = None,
    ) -> Message:
        """Put a message into a conversation; without an author it is the bot's."""
        team, ts = self.team_of(channel), self.new_ts()
        message = Message(channel.id, ts, author or team.bot, team.called)
        message.viewer = viewer
        message.thread_ts = body.get("thread_ts")
        message.metadata = body.get("metadata")
        message.write(self.now(), str(body.get("text") or ""), blocks_of(body, ts))
        channel.posts[ts] = message
        return message

    def open(self, user: User, body: Json) -> View:
        """Show somebody a new modal, on top of those they have open."""
        stack = self.modals.setdefault(user.id, [])
        view = self._view(user, body)
        view.previous = stack[-1] if stack else None
        stack.append(view)
        return view

    def publish(self, user: User, body: Json) -> View:
        """Show something on somebody's Home."""
        if user.id not in self.homes:
            self.homes[user.id] = self._view(user, body)
        else:
            self.homes[user.id].show(body)
        return self.homes[user.id]

    def _view(self, user: User, body: Json) -> View:
        names = self.team_of(user).called
        view = View(self.new_id("V"), user, self.app.id, {}, names)
        view.show(body)
        self.views[view.id] = view
        return view
