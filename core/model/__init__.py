"""The values of the subject: frozen, without input or output."""
