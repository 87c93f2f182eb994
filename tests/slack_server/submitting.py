"""What the acknowledgement of a modal does: nothing closes it, the rest is spelt out."""

from tests.ground import Json
from tests.slack_server.call import SlackError
from tests.slack_server.judge import view_wrongs
from tests.slack_server.views import View
from tests.slack_server.world import World


class Submitted:
    """A modal that was sent."""

    def __init__(self, world: World, view: View) -> None:
        self._world = world
        self._view = view

    def take(self, answer: Json) -> None:
        """Do what the app answered."""
        stack = self._world.modals[self._view.owner.id]
        try:
            match answer.get("response_action"):
                case None:
                    stack.remove(self._view)
                case "clear":
                    stack.clear()
                case "errors":
                    self._show(answer.get("errors") or {})
                case "update":
                    self._view.show(self._judged(answer))
                case "push":
                    self._world.open(self._view.owner, self._judged(answer))
                case other:
                    self._world.fault(f"view_submission: no response_action {other!r}")
        except SlackError:
            # The fault is kept; the person sees that something went wrong, the modal stays.
            return

    def _show(self, errors: dict[str, str]) -> None:
        labels = {one.block_id: one.label for one in self._view.controls if one.is_input}
        for block_id, said in errors.items():
            if block_id not in labels:
                self._world.fault(f"view_submission: errors name {block_id!r}, which is no input")
            else:
                self._view.errors[labels[block_id]] = said
        if not errors:
            self._world.fault("view_submission: errors without any")

    def _judged(self, answer: Json) -> Json:
        body: Json = answer.get("view") or {}
        self._world.judge("view_submission", lambda: view_wrongs(body))
        return body
