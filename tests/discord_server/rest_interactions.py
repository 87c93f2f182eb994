"""The routes of interactions: the first answer, and what follows with the token."""

from tests.discord_server import interaction as kinds
from tests.discord_server.call import Answered, ApiError, Call, Route, unknown
from tests.discord_server.forms import Modal
from tests.discord_server.interaction import Answer, Interaction
from tests.discord_server.limits import choices_wrongs, is_v2, message_wrongs, modal_wrongs
from tests.discord_server.message import (
    COMMAND,
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    MENU,
    ORDINARY,
    Message,
    Origin,
)
from tests.discord_server.rest_messages import edit, refuse_wrong
from tests.discord_server.slash import CHAT_INPUT
from tests.discord_server.world import World
from tests.ground import Json, part, parts

HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ALLOWED = {
    kinds.COMMAND: {kinds.MESSAGE, kinds.DEFERRED, kinds.MODAL},
    kinds.COMPONENT: {4, 5, 6, 7, 9},
    kinds.AUTOCOMPLETE: {kinds.CHOICES},
    kinds.SUBMIT: {4, 5, 6, 7},
}
"""Which answers each kind of interaction takes."""
FLAGS = EPHEMERAL | COMPONENTS_V2 | 1 << 2 | 1 << 12


class InteractionRoutes:
    """What can be answered with an interaction's token."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """Give the handlers by method and template."""
        return {
            "POST /interactions/{interaction_id}/{interaction_token}/callback": self.answer,
            f"POST {HOOK}": self.follow,
            f"GET {HOOK}/messages/@original": self.read,
            f"PATCH {HOOK}/messages/@original": self.edit,
            f"DELETE {HOOK}/messages/@original": self.delete,
            f"GET {HOOK}/messages/{{message_id}}": self.read,
            f"PATCH {HOOK}/messages/{{message_id}}": self.edit,
            f"DELETE {HOOK}/messages/{{message_id}}": self.delete,
        }

    def answer(self, call: Call) -> Answered:
        """Take the first answer, once and in time."""
        asked = self._world.interactions.get(call.parts["interaction_token"])
        if asked is None or asked.id != call.parts["interaction_id"]:
            raise unknown(10062, "interaction")
        if asked.answer is not None:
            asked.refused.append("twice")
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        if not asked.can_be_answered:
            asked.refused.append("late")
            raise unknown(10062, "interaction")
        kind, data = int(call.data["type"]), part(call.data, "data")
        self._check(asked, kind, data, call)
        self._take(asked, kind, data, call)
        with_response = call.query.get("with_response", "0") in ("1", "true", "True")
        return self._told(asked) if with_response else None

    def follow(self, call: Call) -> Answered:
        """Post one more message; the first after a deferral becomes its message."""
        asked = self._alive(call)
        refuse_wrong(message_wrongs(call.data, call.files, new=True, v2=is_v2(call.data)))
        original = asked.original
        if original is not None and original.loading and not original.deleted:
            original.edit(call.data, call.files)
            return original.payload()
        message = self._post(asked, call.data, call)
        asked.followups.append(message)
        self._world.changed()
        return message.payload()

    def read(self, call: Call) -> Answered:
        """Give an answer."""
        return self._message(call).payload()

    def edit(self, call: Call) -> Answered:
        """Change an answer; what still loads is shown by it."""
        message = self._message(call)
        edit(message, call)
        return message.payload()

    def delete(self, call: Call) -> Answered:
        """Take an answer away."""
        message = self._message(call)
        message.delete()
        return None

    def _check(self, asked: Interaction, kind: int, data: Json, call: Call) -> None:
        about_message = asked.kind == kinds.COMPONENT or asked.source is not None
        if kind not in ALLOWED[asked.kind] or (kind in (6, 7) and not about_message):
            refuse_wrong([f"an answer of type {kind} to an interaction of type {asked.kind}"])
        if kind == kinds.MESSAGE:
            refuse_wrong(message_wrongs(data, call.files, new=True, v2=is_v2(data)))
        elif kind == kinds.EDIT and asked.source is not None:
            v2 = bool(asked.source.flags & COMPONENTS_V2) or is_v2(data)
            refuse_wrong(message_wrongs(data, call.files, new=False, v2=v2))
        elif kind == kinds.MODAL:
            refuse_wrong(modal_wrongs(data))
        elif kind == kinds.CHOICES:
            refuse_wrong(choices_wrongs(parts(data, "choices")))

    def _take(self, asked: Interaction, kind: int, data: Json, call: Call) -> None:
        original = None
        match kind:
            case kinds.MESSAGE:
                original = self._post(asked, data, call)
            case kinds.DEFERRED:
                flags = int(data.get("flags") or 0) & EPHEMERAL | LOADING
                original = self._post(asked, {"flags": flags}, call)
            case kinds.EDIT if asked.source is not None:
                original = asked.source
                original.edit(data, call.files)
            case kinds.DEFERRED_EDIT:
                original = asked.source
            case _:
                pass
        ephemeral = bool(int(data.get("flags") or 0) & EPHEMERAL)
        modal = Modal(data) if kind == kinds.MODAL else None
        answer = Answer(kind, ephemeral, call.began - asked.began, data, modal)
        asked.take(answer, original)

    def _told(self, asked: Interaction) -> Json:
        interaction: Json = {"id": asked.id, "type": asked.kind}
        if asked.answer is None or asked.original is None:
            return {"interaction": interaction}
        interaction["response_message_id"] = asked.original.id
        interaction["response_message_loading"] = asked.original.loading
        interaction["response_message_ephemeral"] = asked.original.ephemeral
        if asked.answer.kind not in (kinds.MESSAGE, kinds.EDIT):
            return {"interaction": interaction}
        resource = {"type": asked.answer.kind, "message": asked.original.payload()}
        return {"interaction": interaction, "resource": resource}

    def _post(self, asked: Interaction, data: Json, call: Call) -> Message:
        flags = int(data.get("flags") or 0) & (FLAGS | LOADING)
        viewer = asked.account.id if flags & EPHEMERAL else None
        extra: Json = {
            "application_id": self._world.application_id,
            "webhook_id": self._world.application_id,
            "interaction_metadata": _metadata(asked),
        }
        origin = Origin(
            asked.channel.id, asked.channel.guild_id, self._world.bot, viewer, _kind(asked), extra
        )
        message = Message(self._world, origin, data | {"flags": flags}, call.files)
        asked.channel.posts[message.id] = message
        if not message.loading:
            message.tell_created()
        return message

    def _alive(self, call: Call) -> Interaction:
        asked = self._world.interactions.get(call.parts["webhook_token"])
        if asked is None or asked.answer is None:
            raise unknown(10015, "Webhook")
        if not asked.alive:
            asked.refused.append("expired")
            raise ApiError(401, 50027, "Invalid Webhook Token")
        return asked

    def _message(self, call: Call) -> Message:
        asked = self._alive(call)
        wanted = call.parts.get("message_id", "@original")
        posts = asked.channel.posts
        message = asked.original if wanted == "@original" else posts.get(wanted)
        if message is None or message.deleted or asked.channel.gone:
            raise unknown(10008, "Message")
        return message


def _kind(asked: Interaction) -> int:
    if asked.kind != kinds.COMMAND:
        return ORDINARY
    return COMMAND if asked.payload["data"]["type"] == CHAT_INPUT else MENU


def _metadata(asked: Interaction) -> Json:
    shown: Json = {
        "id": asked.id,
        "type": asked.kind,
        "user": asked.account.payload(),
        "authorizing_integration_owners": asked.payload["authorizing_integration_owners"],
    }
    if asked.kind == kinds.COMPONENT and asked.source is not None:
        shown["interacted_message_id"] = asked.source.id
    if asked.kind == kinds.SUBMIT:
        trigger = {key: shown[key] for key in ("user", "authorizing_integration_owners")}
        shown["triggering_interaction_metadata"] = {"id": asked.id, "type": 2, **trigger}
    return shown
