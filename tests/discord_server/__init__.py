"""A local Discord-shaped server: the real discord.py talks to it on the wire.

`server.DiscordServer` is where to start: guilds, people and what they do and see, every
request the bot made, and `violations` of what Discord's own file and documentation demand.
"""
