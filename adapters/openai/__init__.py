"""The language model over AsyncOpenAI."""
