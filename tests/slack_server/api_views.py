"""The methods of views: open, push, update, publish."""

from tests.ground import Json
from tests.slack_server.call import Call, Route, SlackError
from tests.slack_server.judge import view_wrongs
from tests.slack_server.people import User
from tests.slack_server.reach import user_of
from tests.slack_server.views import View
from tests.slack_server.world import World

MOST_MODALS = 3
"""On top of each other, https://docs.slack.dev/surfaces/modals"""


class ViewRoutes:
    """What can be asked about views."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """Give what carries out each method."""
        return {
            "views.open": self.open,
            "views.push": self.push,
            "views.update": self.update,
            "views.publish": self.publish,
        }

    def open(self, call: Call) -> Json:
        """Open a modal for whoever pulled the trigger."""
        body = self._judged(call, "modal")
        user = self._triggered(call)
        return {"view": self._world.open(user, body).payload()}

    def push(self, call: Call) -> Json:
        """Open a modal on top of the one they have open."""
        body = self._judged(call, "modal")
        user = self._triggered(call)
        stack = self._world.modals.get(user.id) or []
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MOST_MODALS:
            raise SlackError("push_limit_reached")
        return {"view": self._world.open(user, body).payload()}

    def update(self, call: Call) -> Json:
        """Show something else in an open modal."""
        body = self._judged(call, "modal")
        view = self._found(call)
        _same_hash(call, view)
        view.show(body)
        return {"view": view.payload()}

    def publish(self, call: Call) -> Json:
        """Show something on somebody's Home."""
        body = self._judged(call, "home")
        user = user_of(call, call.need("user_id"))
        known = self._world.homes.get(user.id)
        if known is not None:
            _same_hash(call, known)
        return {"view": self._world.publish(user, body).payload()}

    def _judged(self, call: Call, kind: str) -> Json:
        body: Json = call.data.get("view") or {}
        if body.get("type") != kind:
            self._world.fault(f"{call.method}: the view is not a {kind}")
            raise SlackError("invalid_arguments")
        self._world.judge(call.method, lambda: view_wrongs(body))
        return body

    def _triggered(self, call: Call) -> User:
        world, key = self._world, call.need("trigger_id")
        return world.triggers.exchange(key, call.team_id, world.now())

    def _found(self, call: Call) -> View:
        named = call.data.get("view_id"), call.data.get("external_id")
        open_ones = [view for stack in self._world.modals.values() for view in stack]
        for view in open_ones:
            mine = view.owner.team_id == call.team_id
            external = view.body.get("external_id")
            if mine and (view.id == named[0] or (external and external == named[1])):
                return view
        raise SlackError("not_found")


def _same_hash(call: Call, view: View) -> None:
    asked = call.data.get("hash")
    if asked and asked != view.hash:
        raise SlackError("hash_conflict")
