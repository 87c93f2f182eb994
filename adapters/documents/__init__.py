"""Renderers of files."""
