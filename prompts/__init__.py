"""Prompts as Markdown with front matter, and their strict loader."""
