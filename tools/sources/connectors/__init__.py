"""One module a source: what is asked of it, and how its bodies are read."""
