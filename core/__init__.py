"""What the bot does; imports no vendor but the solvers of `core.planning`."""
