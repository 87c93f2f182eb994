"""How things are told to the app: over a socket or HTTP, once or again and again."""

import asyncio
from collections.abc import Callable

from tests.ground import Json
from tests.slack_server import payloads
from tests.slack_server.delivery import EVENT, Attempt, Delivery
from tests.slack_server.http_mode import HttpMode
from tests.slack_server.response_urls import ResponseUrls
from tests.slack_server.socket_mode import SocketMode
from tests.slack_server.team import Team
from tests.slack_server.world import World

Answered = Callable[[Json], None]
"""What the first acknowledgement's words do."""
TIMEOUT = "http_timeout"


class Courier:
    """Tells the app what people do.

    Args:
        group: runs requests to the app's own address.
    """

    def __init__(
        self, world: World, socket: SocketMode, http: HttpMode, group: asyncio.TaskGroup
    ) -> None:
        self.copies = 1
        """How often everything is told; the second time and on it is a retry."""
        self.urls = ResponseUrls(world)
        self._world = world
        self._socket = socket
        self._http = http
        self._group = group
        self._posts: set[asyncio.Task[None]] = set()

    def tell(self, kind: str, payload: Json, answered: Answered | None = None) -> Delivery:
        """Tell something; `answered` gets what the first acknowledgement carries."""
        delivery = Delivery(self._world, kind, payload, self._world.new_id("E"), answered)
        self._world.deliveries.append(delivery)
        for number in range(self.copies):
            self._send(delivery, number)
        return delivery

    def event(self, team: Team, name: str, event: Json) -> Delivery | None:
        """Tell an event, `message.im`; None if the app does not listen to it."""
        if not team.installed or not self._world.app.hears(name, team.scopes):
            return None
        event_id = self._world.new_id("Ev")
        return self.tell(EVENT, payloads.event(self._world.app, team, event_id, event))

    def again(self, delivery: Delivery, reason: str = TIMEOUT) -> None:
        """Tell something once more: a command or press under the same envelope, an event anew."""
        self._send(delivery, len(delivery.attempts), reason)

    def tell_unacknowledged(self) -> list[Delivery]:
        """Tell everything once more that nobody acknowledged."""
        found = [delivery for delivery in self._world.deliveries if not delivery.acked]
        for delivery in found:
            self.again(delivery)
        return found

    def stop(self) -> None:
        """Wait for no answer any more."""
        for post in self._posts:
            post.cancel()

    def _send(self, delivery: Delivery, number: int, reason: str = TIMEOUT) -> None:
        renewed = delivery.kind == EVENT and number
        envelope = f"{delivery.id}-{number}" if renewed else delivery.id
        sent = asyncio.get_running_loop().time()
        attempt = delivery.begin(Attempt(envelope, sent, number, reason if number else ""))
        if self._http.urls:
            post = self._group.create_task(self._http.deliver(delivery, attempt))
            self._posts.add(post)
            post.add_done_callback(self._posts.discard)
        else:
            self._socket.send(delivery, attempt)
