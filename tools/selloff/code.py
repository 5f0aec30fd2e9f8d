"""What the frames of this package are made by, as a short name to keep them under."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files


@cache
def code(*packages: str) -> str:
    """Return a hash of this package's code and thresholds, and of the code of other packages.

    A kept frame that has it in its name never outlives what made it.
    """
    digest = hashlib.sha256(files("tools").joinpath("selloff.toml").read_bytes())
    for package in ("tools.selloff", *packages):
        for file in sorted(files(package).iterdir(), key=lambda f: f.name):
            if file.name.endswith(".py"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
