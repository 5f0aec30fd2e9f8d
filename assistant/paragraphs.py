"""Paragraphs of a reply that is still being written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.references import references

HEAD = 90  # characters: a shorter block without evidence is the head of what follows
_GAP = re.compile(r"\n[ \t]*\n\s*")
_HEADING = re.compile(r"^#{1,6}\s*(.+?)\s*#*$")
_FENCE = re.compile(r"^\s*(```\w*|---+|\*\*\*+)\s*$")


class Sheet:
    """Takes a reply piece by piece and gives its paragraphs as they are completed.

    A heading, or a short line that cites nothing and ends in a colon or in bold, is no paragraph
    of its own: it is joined to the one that follows.
    """

    def __init__(self) -> None:
        self._open = ""
        self._head = ""

    def feed(self, text: str) -> Iterator[str]:
        """Take some more text and yield the paragraphs that it completes."""
        self._open += text.replace("\r", "")
        while gap := _GAP.search(self._open):
            block, self._open = self._open[: gap.start()], self._open[gap.end() :]
            yield from self._block(block)

    def close(self) -> Iterator[str]:
        """Yield what stands at the end of the reply."""
        block, self._open = self._open, ""
        yield from self._block(block)
        head, self._head = self._head, ""
        if head:
            yield head

    def drop(self) -> None:
        """Forget what is not a whole paragraph yet."""
        self._open = self._head = ""

    def _block(self, block: str) -> Iterator[str]:
        lines = [line.rstrip() for line in block.splitlines() if not _FENCE.match(line)]
        lines = [_HEADING.sub(r"**\1**", line) for line in lines]
        block = "\n".join(lines).strip()
        if not block:
            return
        if self._head:
            joint = "\n" if block.startswith(("- ", "* ")) else " "
            block, self._head = f"{self._head}{joint}{block}", ""
        if _is_head(block):
            self._head = block
        else:
            yield block


def _is_head(block: str) -> bool:
    if len(block) > HEAD or any(True for _ in references(block)):
        return False
    return block.endswith(":") or (block.startswith("**") and block.endswith("**"))
