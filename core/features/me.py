"""What a person does about themselves."""

from core.features import profile, settings, today

COMMANDS = (*profile.COMMANDS, *today.COMMANDS, *settings.COMMANDS)
