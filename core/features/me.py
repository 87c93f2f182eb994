"""What a person does about themselves."""

from core.features import free_time, profile, settings, today

COMMANDS = (*profile.COMMANDS, *free_time.COMMANDS, *today.COMMANDS, *settings.COMMANDS)
