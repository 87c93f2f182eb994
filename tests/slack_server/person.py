"""A person who types, presses, fills in and reads."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from tests.ground import Json, Upload
from tests.slack_server import payloads
from tests.slack_server.call import SlackError
from tests.slack_server.courier import Answered, Courier
from tests.slack_server.delivery import COMMAND, INTERACTIVE, Delivery
from tests.slack_server.files import File, handed_in
from tests.slack_server.filling import NotPossible, Value, filled, is_empty
from tests.slack_server.message import Message
from tests.slack_server.places import Channel
from tests.slack_server.response_urls import ResponseUrl
from tests.slack_server.seen import Control
from tests.slack_server.submitting import Submitted
from tests.slack_server.typing_in import as_command, as_message
from tests.slack_server.views import View, state, state_key
from tests.slack_server.witness import Witness

EVENTS = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}
Shown = Message | View
"""Something with buttons: a message, a modal, a Home."""


@dataclass(frozen=True, slots=True)
class Person(Witness):
    """A member of a workspace.

    Args:
        waits: whether each act waits for its acknowledgement.
    """

    courier: Courier
    waits: bool = True

    @property
    def hasty(self) -> "Person":
        """The same person, who waits for no acknowledgement."""
        return replace(self, waits=False)

    @property
    def in_dms(self) -> "Person":
        """The same person in their direct messages with the bot."""
        return replace(self, channel=self.team.dm(self.user))

    def at(self, channel: Channel) -> "Person":
        """Give the same person in another conversation."""
        return replace(self, channel=channel)

    async def types(self, command: str, text: str = "") -> Delivery:
        """Run a slash command: `await jimin.types("/task", "add 로그인 @서준")`.

        Raises:
            NotPossible: the app declares no such command.
        """
        escapes = self.world.app.escapes(command)
        said = as_command(text, self.team) if escapes else text
        given = {"command": command, "text": said, "trigger_id": self._trigger()}
        url, address = self._url()
        payload = payloads.command(self.world.app, self.team, self.user, self.channel, given)

        def answered(answer: Json) -> None:
            # What Slack would refuse is a fault already; the person sees an error.
            with suppress(SlackError):
                if answer:
                    self.courier.urls.answer(url, answer)

        told = self.courier.tell(COMMAND, payload | address, answered)
        url.delivery = told
        return await self._done(told)

    async def presses(self, shown: Shown, name: str) -> Delivery:
        """Press a button, or an entry of an overflow menu, named by label or action id.

        Raises:
            NotPossible: there is none.
        """
        for control in shown.controls:
            if control.kind == "button" and name in (control.label, control.action_id):
                return await self.press_unseen(shown, control)
            if control.kind == "overflow" and name in control.options:
                picked = {"selected_option": control.options[name]}
                return await self._act(shown, control, picked)
        raise NotPossible(f"no button {name!r}: {[one.label for one in shown.controls]}")

    async def press_unseen(self, shown: Shown, button: Control) -> Delivery:
        """Press a button that may be gone by now, as two people at once do."""
        kept = ("text", "value", "style")
        pressed = {key: button.element[key] for key in kept if key in button.element}
        return await self._act(shown, button, pressed)

    async def picks(self, shown: Shown, name: str, *picked: Value) -> Delivery:
        """Pick from a select, date picker or checkboxes outside of an input.

        Raises:
            NotPossible: there is none, or it does not take what was picked.
        """
        control = _control(shown, name)
        if control.is_input:
            raise NotPossible(f"{name!r} is an input: it is sent with the modal")
        value = [one for part in picked for one in (part if isinstance(part, list) else [part])]
        held = filled(control, value, self._attached)  # pyright: ignore[reportArgumentType]  values nest one deep
        given = shown.given if isinstance(shown, View) else shown.held.setdefault(self.id, {})
        given[(control.block_id, control.action_id)] = held
        key = state_key(control.kind)
        return await self._act(shown, control, {key: held[key]})

    def fills(self, values: Mapping[str, Value]) -> View:
        """Put values into the inputs of the modal in front, by label or action id.

        Raises:
            NotPossible: there is no such input, or it does not take the value.
        """
        view = self._front()
        for name, value in values.items():
            control = _control(view, name)
            ids = (control.block_id, control.action_id)
            view.given[ids] = filled(control, value, self._attached)
        return view

    async def submits(self, values: Mapping[str, Value] | None = None) -> Delivery:
        """Fill in and send the modal in front.

        Raises:
            NotPossible: a required input is empty; Slack's client would say so by itself.
        """
        view = self.fills(values or {})
        held = view.state["values"]
        for control in view.controls:
            needed = control.is_input and not control.optional
            if needed and is_empty(held[control.block_id][control.action_id]):
                raise NotPossible(f"{control.label!r} is required")
        view.errors = {}
        payload = self._interaction("view_submission") | {"view": view.payload()}
        return await self._tell(payload, Submitted(self.world, view).take)

    async def closes(self) -> Delivery | None:
        """Close the modal in front; give what the app was told, if it asked for it."""
        view, stack = self._front(), self.world.modals[self.id]
        if view.body.get("clear_on_close"):
            stack.clear()
        else:
            stack.remove(view)
        if not view.body.get("notify_on_close"):
            return None
        payload = self._interaction("view_closed", triggers=False)
        return await self._tell(payload | {"view": view.payload(), "is_cleared": not stack})

    async def opens_home(self, tab: str = "home") -> Delivery | None:
        """Open the app's Home; give what the app was told, if it listens."""
        event: Json = {"type": "app_home_opened", "user": self.id, "tab": tab}
        event |= {"channel": self.team.dm(self.user).id, "event_ts": self.world.new_ts()}
        if self.home is not None and tab == "home":
            event["view"] = self.home.payload()
        return await self._event("app_home_opened", event)

    async def uses_shortcut(self, name: str, message: Message | None = None) -> Delivery:
        """Use a shortcut, on a message or from anywhere, by its name or callback id.

        Raises:
            NotPossible: the app declares no such shortcut.
        """
        kind = "global" if message is None else "message"
        callback = {"callback_id": self.world.app.shortcut(name, kind)}
        if message is None:
            return await self._tell(self._interaction("shortcut") | callback)
        url, address = self._url()
        place = self.team.channels[message.channel_id]
        told = self.courier.tell(
            INTERACTIVE,
            self._interaction("message_action")
            | callback
            | address
            | {"channel": payloads.place(place), "message": message.payload()}
            | {"message_ts": message.ts, "action_ts": self.world.new_ts()},
        )
        url.delivery = told
        return await self._done(told)

    async def joins(self, channel: Channel) -> Delivery | None:
        """Join a channel; give what the app was told."""
        channel.members.append(self.user)
        event: Json = {"type": "member_joined_channel", "user": self.id, "team": self.team.id}
        event |= {"channel": channel.id, "channel_type": channel.id[0]}
        if self.team.bot not in channel.members:
            return None
        return await self._event("member_joined_channel", event | {"event_ts": self.world.new_ts()})

    async def says(self, text: str, *files: Upload, under: Message | None = None) -> Message:
        """Write a message here, `under` another as a reply."""
        body: Json = {"text": as_message(text, self.team)}
        if under is not None:
            under.thread_ts = body["thread_ts"] = under.thread_ts or under.ts
        message = self.world.post(self.channel, body, author=self.user)
        message.files = [self._attached(file) for file in files]
        event = message.payload() | {"channel": self.channel.id, "event_ts": message.ts}
        event |= {"channel_type": self.channel.kind}
        event |= {"subtype": "file_share"} if files else {}
        if self.team.bot in self.channel.members:
            await self._event(EVENTS[self.channel.kind], event)
        self.world.changed()
        return message

    def _front(self) -> View:
        if self.modal is None:
            raise NotPossible("no modal is open")
        return self.modal

    def _attached(self, upload: Upload) -> File:
        file = handed_in(self.world.new_id("F"), self.user, self.world.base_url, upload)
        self.world.uploads[file.id] = file
        return file

    async def _act(self, shown: Shown, control: Control, done: Json) -> Delivery:
        action: Json = {"type": control.kind, "action_id": control.action_id, **done}
        action |= {"block_id": control.block_id, "action_ts": self.world.new_ts()}
        payload = self._interaction("block_actions") | {"actions": [action]}
        if isinstance(shown, View):
            container = {"type": "view", "view_id": shown.id}
            return await self._tell(payload | {"container": container, "view": shown.payload()})
        if not shown.seen_by(self.user):
            raise NotPossible("they do not see this message")
        url, address = self._url(shown)
        told = self.courier.tell(INTERACTIVE, payload | address | self._around(shown))
        url.delivery = told
        return await self._done(told)

    def _around(self, message: Message) -> Json:
        channel = self.team.channels[message.channel_id]
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        held = state(message.controls, message.held.get(self.id, {}))
        told = {"container": container, "channel": payloads.place(channel), "state": held}
        # Slack tells nothing of a message that only one person sees.
        return told if message.ephemeral else told | {"message": message.payload()}

    def _interaction(self, kind: str, *, triggers: bool = True) -> Json:
        told = payloads.around(self.world.app, self.team, self.user) | {"type": kind}
        return told | {"trigger_id": self._trigger()} if triggers else told

    def _trigger(self) -> str:
        return self.world.triggers.give(self.user, self.world.now())

    def _url(self, source: Message | None = None) -> tuple[ResponseUrl, Json]:
        channel = self.channel if source is None else self.team.channels[source.channel_id]
        url = ResponseUrl(self.world.now(), channel, self.user, source)
        return url, {"response_url": self.courier.urls.give(url)}

    async def _event(self, name: str, event: Json) -> Delivery | None:
        told = self.courier.event(self.team, name, event)
        return None if told is None else await self._done(told)

    async def _tell(self, payload: Json, answered: Answered | None = None) -> Delivery:
        return await self._done(self.courier.tell(INTERACTIVE, payload, answered))

    async def _done(self, told: Delivery) -> Delivery:
        return await told.acknowledged() if self.waits else told


def _control(shown: Shown, name: str) -> Control:
    for control in shown.controls:
        if name in (control.label, control.action_id):
            return control
    raise NotPossible(f"no {name!r}: {[one.label for one in shown.controls]}")
