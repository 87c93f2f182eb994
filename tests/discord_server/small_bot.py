"""A small bot on the real discord.py, to try the local server with."""

import re

import discord
from discord import app_commands

NOBODY = discord.AllowedMentions.none()


class Adopt(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"adopt:(\d+)"):
    """A button that works after a restart."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(discord.ui.Button(label="적용", custom_id=f"adopt:{number}"))

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[discord.Client],
        _item: discord.ui.Item[discord.ui.View],
        match: re.Match[str],
        /,
    ) -> "Adopt":
        return cls(int(match[1]))

    async def callback(self, interaction: discord.Interaction[discord.Client]) -> None:
        await interaction.response.edit_message(content=f"{self.number} 적용됨", view=None)


class Report(discord.ui.Modal, title="보고서"):
    """A form with an input of each important kind."""

    topic = discord.ui.Label(
        text="주제", component=discord.ui.TextInput[discord.ui.LayoutView](default="미정")
    )
    kind = discord.ui.Label(
        text="종류",
        component=discord.ui.Select[discord.ui.LayoutView](
            options=[discord.SelectOption(label="주간"), discord.SelectOption(label="최종")]
        ),
    )
    author = discord.ui.Label(
        text="쓴 사람", component=discord.ui.UserSelect[discord.ui.LayoutView](required=False)
    )
    file = discord.ui.Label(
        text="파일", component=discord.ui.FileUpload[discord.ui.LayoutView](required=False)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        topic, kind, author, file = (
            part.component for part in (self.topic, self.kind, self.author, self.file)
        )
        assert isinstance(topic, discord.ui.TextInput)
        assert isinstance(kind, discord.ui.Select)
        assert isinstance(author, discord.ui.UserSelect)
        assert isinstance(file, discord.ui.FileUpload)
        read = [(await one.read()).decode() for one in file.values]
        who = [one.display_name for one in author.values]
        await interaction.response.send_message(
            f"{topic.value} {kind.values} {who} {read}", ephemeral=True
        )


class Picking(discord.ui.View):
    """A select of words and one of people."""

    @discord.ui.select(
        placeholder="과목",
        options=[discord.SelectOption(label="설계", value="d"), discord.SelectOption(label="화학")],
    )
    async def course(
        self, interaction: discord.Interaction, select: "discord.ui.Select[Picking]"
    ) -> None:
        """Say what was picked."""
        await interaction.response.send_message(f"{select.values}", ephemeral=True)

    @discord.ui.select(cls=discord.ui.UserSelect, placeholder="사람", max_values=2)
    async def people(
        self, interaction: discord.Interaction, select: "discord.ui.UserSelect[Picking]"
    ) -> None:
        """Say who was picked."""
        names = [one.display_name for one in select.values]
        await interaction.response.send_message(f"{names}", ephemeral=True)


class Bot(discord.Client):
    """A bot that does a little of everything."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=NOBODY,
            guild_ready_timeout=0.05,
        )
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        add_commands(self.tree)
        self.add_dynamic_items(Adopt)
        await self.tree.sync()


def add_commands(tree: app_commands.CommandTree[Bot]) -> None:
    """Give the tree its commands."""
    task = app_commands.Group(name="task", description="업무")

    @task.command(name="add", description="업무 추가")
    async def add(  # pyright: ignore[reportUnusedFunction]  the group keeps it
        interaction: discord.Interaction[Bot],
        title: str,
        who: discord.Member | None = None,
        file: discord.Attachment | None = None,
    ) -> None:
        words = [title, who.display_name if who else "", file.filename if file else ""]
        await interaction.response.send_message(
            f"{' '.join(words)} {interaction.locale.value}", view=adopting(7)
        )

    @add.autocomplete("title")
    async def titles(  # pyright: ignore[reportUnusedFunction]  the command keeps it
        _interaction: discord.Interaction[Bot], current: str
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}인 화면", value="login")]

    @tree.command(name="slow", description="느린 일")
    async def slow(interaction: discord.Interaction[Bot]) -> None:  # pyright: ignore[reportUnusedFunction]  the tree keeps it
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="다 됐어요")
        await interaction.followup.send("하나 더", ephemeral=True)

    @tree.command(name="report", description="보고서")
    async def report(interaction: discord.Interaction[Bot]) -> None:  # pyright: ignore[reportUnusedFunction]  the tree keeps it
        await interaction.response.send_modal(Report())

    @tree.command(name="pick", description="고르기")
    async def pick(interaction: discord.Interaction[Bot]) -> None:  # pyright: ignore[reportUnusedFunction]  the tree keeps it
        await interaction.response.send_message("골라요", view=Picking())

    @tree.context_menu(name="누구")
    async def whois(interaction: discord.Interaction[Bot], user: discord.User) -> None:  # pyright: ignore[reportUnusedFunction]  the tree keeps it
        await interaction.response.send_message(user.display_name, ephemeral=True)

    @tree.context_menu(name="할 일로 만들기")
    async def make_task(interaction: discord.Interaction[Bot], message: discord.Message) -> None:  # pyright: ignore[reportUnusedFunction]  the tree keeps it
        await interaction.response.send_message(f"“{message.content}”", ephemeral=True)

    tree.add_command(task)


def adopting(number: int) -> discord.ui.View:
    """Give a view with the button."""
    view = discord.ui.View(timeout=None)
    return view.add_item(Adopt(number))
