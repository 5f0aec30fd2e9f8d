"""Why a model gave no answer."""

from __future__ import annotations


class ModelFailure(Exception):
    """Why a model's answer, or the rest of it, cannot be had; its text is one plain clause."""
