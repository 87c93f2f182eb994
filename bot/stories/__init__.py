"""Stories the demo plays."""
