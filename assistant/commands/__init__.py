"""Groups of commands, each a Typer app of its own."""
