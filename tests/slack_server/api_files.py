"""Files: three calls up, and down with a token."""

from aiohttp import web

from tests.ground import Json
from tests.slack_server.call import Call, Route, SlackError
from tests.slack_server.files import File
from tests.slack_server.judge import message_wrongs
from tests.slack_server.places import Channel
from tests.slack_server.reach import channel_of
from tests.slack_server.world import World

WRITE, READ = "files:write", "files:read"
SIGN_IN = "<html><title>Sign in to Slack</title></html>"


class FileRoutes:
    """What can be asked about files."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Route]:
        """Give what carries out each method."""
        return {
            "files.getUploadURLExternal": self.get_url,
            "files.completeUploadExternal": self.complete,
            "files.info": self.info,
            "files.delete": self.delete,
        }

    def add_to(self, app: web.Application) -> None:
        """Serve uploads and downloads."""
        app.router.add_post("/upload/v1/{file_id}", self._upload)
        app.router.add_get("/files-pri/{key}/{name}", self._download)

    def get_url(self, call: Call) -> Json:
        """Give where a file is put."""
        call.demand(WRITE)
        name, size = call.need("filename"), int(call.need("length"))
        world = self._world
        file = File(world.new_id("F"), call.workspace.bot, world.base_url, name, size)
        world.uploads[file.id] = file
        return {"upload_url": f"{world.base_url}/upload/v1/{file.id}", "file_id": file.id}

    def complete(self, call: Call) -> Json:
        """Share what was put up; a conversation is named by its own id, never a user's."""
        call.demand(WRITE)
        given: list[Json] = call.data.get("files") or []
        files = [self._put_up(call, one) for one in given]
        named = call.data.get("channel_id") or ",".join(call.listed("channels"))
        if named:
            self._share(call, self._goal(call, str(named)), files)
        return {"files": [file.payload() for file in files]}

    def info(self, call: Call) -> Json:
        """Give a file."""
        call.demand(READ)
        return {"file": self._file(call, call.need("file")).payload()}

    def delete(self, call: Call) -> Json:
        """Take a file of the bot away, wherever it was shared."""
        call.demand(WRITE)
        file = self._file(call, call.need("file"))
        if file.owner is not call.workspace.bot:
            raise SlackError("cant_delete_file")
        for channel_id in file.channels:
            for post in call.workspace.channels[channel_id].posts.values():
                post.files = [one for one in post.files if one is not file]
        del self._world.uploads[file.id]
        return {}

    def _put_up(self, call: Call, given: Json) -> File:
        file = self._file(call, str(given.get("id")))
        if file.content is None or file.complete:
            raise SlackError("file_not_found")
        file.title, file.complete = str(given.get("title") or file.name), True
        return file

    def _file(self, call: Call, file_id: str) -> File:
        file = self._world.uploads.get(file_id)
        if file is None or file.owner.team_id != call.team_id:
            raise SlackError("file_not_found")
        return file

    def _goal(self, call: Call, named: str) -> Channel:
        call.data["channel"] = named
        channel = channel_of(call)
        if call.workspace.bot not in channel.members:
            raise SlackError("not_in_channel")
        if channel.archived:
            raise SlackError("is_archived")
        return channel

    def _share(self, call: Call, channel: Channel, files: list[File]) -> None:
        text = str(call.data.get("initial_comment") or "")
        body = {"text": text, "thread_ts": call.data.get("thread_ts")}
        if text:
            self._world.judge(call.method, lambda: message_wrongs(body))
        message = self._world.post(channel, body)
        message.files = files
        for file in files:
            file.channels.append(channel.id)

    async def _upload(self, request: web.Request) -> web.Response:
        file = self._world.uploads.get(request.match_info["file_id"])
        content = await request.read()
        if file is None or len(content) != file.size:
            return web.Response(status=400, text="length mismatch")
        file.content = content
        self._world.changed()
        return web.Response(text=f"OK - {len(content)}")

    async def _download(self, request: web.Request) -> web.Response:
        team_id, _, file_id = request.match_info["key"].partition("-")
        file, team = self._world.uploads.get(file_id), self._world.teams.get(team_id)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        may = team is not None and team.token == token and READ in team.scopes
        if file is None or file.content is None or not may:
            # Slack shows whoever may not read a file its sign-in page, with status 200.
            return web.Response(text=SIGN_IN, content_type="text/html")
        return web.Response(body=file.content, content_type=file.kind)
