"""The configuration: what can be set, in which unit, and what it is when nobody sets it.

Each description says what is allowed; `config.example.toml` shows them all. Tokens are not
here but in `bot.tokens`.
"""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from core.model.people import Locale, QuietHours, SpaceDefaults
from core.ports.outside import Limits

PREFIX = "TEAMPL_"
BETWEEN = "__"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("there is no such time zone") from error
    return name


DatabaseUrl = Annotated[str, Field(pattern="^(sqlite:///.|postgresql://)", repr=False)]
WebUrl = Annotated[str, Field(pattern="^https?://")]
SocketUrl = Annotated[str, Field(pattern="^wss?://")]
Zone = Annotated[str, AfterValidator(_zone)]
Directory = Annotated[Path, Field(strict=False)]
TimeOfDay = Annotated[time, Field(strict=False)]
Language = Annotated[Locale, Field(strict=False)]


class Section(BaseModel):
    """A part of the configuration."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Data(Section):
    """What the program keeps on disk."""

    directory: Directory = Field(
        default=Path("teampl-data"),
        description="directory of the database, files and logs; made when it is not there",
    )


class Database(Section):
    """Where everything is kept."""

    url: DatabaseUrl = Field(
        default="sqlite:///{data}/teampl.db",
        description="sqlite:///FILE, where {data} is the data directory, or postgresql://…",
    )


class Ai(Section):
    """The language model, any server that speaks OpenAI's API."""

    base_url: WebUrl | Literal[""] = Field(
        default="", description='http(s) address of the server; "" for OpenAI, or OPENAI_BASE_URL'
    )
    model: str = Field(default="gpt-5.4-mini", min_length=1, description="name of the model")
    key_variable: str = Field(
        default="OPENAI_API_KEY",
        pattern="^[A-Za-z_][A-Za-z0-9_]*$",
        description="name of the environment variable that holds the key",
    )
    key_file: str = Field(default="", description='file that holds the key; "" for none')
    timeout: PositiveFloat = Field(
        default=120.0, le=3600, description="seconds one request may take, at most 3600"
    )
    parallel: PositiveInt = Field(default=200, description="requests in flight at once, at least 1")
    stream_below: int = Field(
        default=40, ge=0, description="requests in flight up to which answers are streamed; 0 never"
    )
    person_daily_tokens: int = Field(
        default=200_000, ge=0, description="tokens a person may use in a day; 0 turns AI off"
    )
    space_monthly_tokens: int = Field(
        default=20_000_000, ge=0, description="tokens a space may use in a month; 0 turns AI off"
    )


class Jobs(Section):
    """Work that outlasts a request."""

    parallel: int = Field(
        default=1000, ge=0, description="jobs running at once; 0 leaves them to other processes"
    )
    attempts: PositiveInt = Field(
        default=4, le=20, description="tries while a service is unavailable, 1 to 20"
    )


class Discord(Section):
    """The connection to Discord; its token is DISCORD_TOKEN."""

    api_url: WebUrl = Field(
        default="https://discord.com/api/v10", description="http(s) address of the API"
    )
    gateway_url: SocketUrl = Field(
        default="wss://gateway.discord.gg/", description="ws(s) address of the gateway"
    )
    token_file: str = Field(default="", description='file that holds the token; "" for none')
    guild: int = Field(
        default=0, ge=0, description="id of the one server to register commands in; 0 for all"
    )
    shards: int = Field(
        default=1, ge=0, description="gateway connections; 0 for as many as Discord recommends"
    )
    homes: Literal["channel", "thread"] = Field(
        default="channel", description="what a project gets: channel or thread (a private one)"
    )


class Slack(Section):
    """The connection to Slack; its tokens are SLACK_BOT_TOKEN and what its mode needs.

    One app may be in several workspaces: then SLACK_BOT_TOKEN holds a token of each.
    """

    mode: Literal["socket", "http"] = Field(
        default="socket",
        description="socket (needs SLACK_APP_TOKEN) or http (needs SLACK_SIGNING_SECRET)",
    )
    api_url: WebUrl = Field(
        default="https://slack.com/api/", description="http(s) address of the API"
    )
    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="address to listen on in http mode; 0.0.0.0 for all of the machine's",
    )
    port: int = Field(
        default=3000, ge=1, le=65535, description="port to listen on in http mode, 1 to 65535"
    )
    prefix: str = Field(
        default="",
        pattern="^[a-z0-9_-]{0,20}$",
        description="before every slash command, where a name is taken: a-z, 0-9, _ and -",
    )
    homes: Literal["private", "public"] = Field(
        default="private", description="channels that projects get: private or public"
    )
    bot_token_file: str = Field(default="", description='file that holds it; "" for none')
    app_token_file: str = Field(default="", description='file that holds it; "" for none')
    signing_secret_file: str = Field(default="", description='file that holds it; "" for none')


class Space(Section):
    """What a new class or club starts with; each changes its own later."""

    locale: Language = Field(default=Locale.KO, description="language: ko or en")
    timezone: Zone = Field(default="Asia/Seoul", description="time zone, like Asia/Seoul")
    quiet_start: TimeOfDay = Field(default=time(22), description='"HH:MM", from then on no notices')
    quiet_end: TimeOfDay = Field(
        default=time(8), description='"HH:MM", until then; the same as quiet_start for none'
    )


class Settings(BaseSettings):
    """Everything that can be configured."""

    model_config = SettingsConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter=BETWEEN,
    )

    data: Data = Data()
    database: Database = Database()
    ai: Ai = Ai()
    jobs: Jobs = Jobs()
    discord: Discord = Discord()
    slack: Slack = Slack()
    space: Space = Space()

    @property
    def database_url(self) -> str:
        """The database's address, with the data directory in its place."""
        return self.database.url.replace("{data}", self.data.directory.as_posix())

    @property
    def ai_base_url(self) -> str | None:
        """The model server's address, `None` for OpenAI itself."""
        return self.ai.base_url or None

    @property
    def defaults(self) -> SpaceDefaults:
        """What a new space starts with."""
        quiet = QuietHours(self.space.quiet_start, self.space.quiet_end)
        return SpaceDefaults(self.space.locale, self.space.timezone, quiet)

    @property
    def limits(self) -> Limits:
        """How much of the model may be used."""
        return Limits(self.ai.person_daily_tokens, self.ai.space_monthly_tokens, self.jobs.attempts)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment overrule what is passed in, the file's content."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings
