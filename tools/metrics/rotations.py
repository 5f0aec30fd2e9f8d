"""Random rotations of four dimensions, fixed once and for all."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

BLOCK = 10_000
SEED = 2021

# Products of a left and a right unit quaternion: entry [row][column] of the rotation is the sum of
# left[i] * right[j] over the four pairs below, each with its sign.
_LEFT = ((0, -1, -2, -3), (1, 0, -3, 2), (2, 3, 0, -1), (3, -2, 1, 0))
_RIGHT = ((0, -1, -2, -3), (1, 0, 3, -2), (2, -3, 0, 1), (3, 2, -1, 0))


@cache
def rotations(block: int) -> npt.NDArray[np.float64]:
    """Return a block of rotations drawn evenly from all rotations of four dimensions.

    Parameters
    ----------
    block : int
        Number of the block, from 0; each has draws of its own, the same ones every time.

    Returns
    -------
    ndarray, shape (4, 4, 10000)
        ``[i, k, n]``: coordinate i of column k of rotation n. Read-only.

    Notes
    -----
    A rotation of four dimensions is the product of multiplying by one unit quaternion from the
    left and by another from the right, and it is evenly (Haar) distributed when both are even on
    the sphere. Made of products and sums alone, element by element, so that the same figures come
    out whatever linear algebra library is installed.

    References
    ----------
    Shoemake, K. (1992). Uniform random rotations. Graphics Gems III, 124-132.
    """
    rng = np.random.default_rng((SEED, block))
    pair = rng.standard_normal((2, 4, BLOCK))
    size = np.sqrt(np.square(pair).sum(axis=1, keepdims=True))
    left, right = pair / size
    out = np.empty((4, 4, BLOCK))
    for row in range(4):
        for column in range(4):
            out[row, column] = sum(
                _signed(left, _LEFT, row, inner) * _signed(right, _RIGHT, inner, column)
                for inner in range(4)
            )
    out.flags.writeable = False
    return out


def _signed(
    quaternion: npt.NDArray[np.float64],
    table: tuple[tuple[int, ...], ...],
    row: int,
    column: int,
) -> npt.NDArray[np.float64]:
    """Return one entry of the matrix that multiplies by a quaternion."""
    place = table[row][column]
    entry: npt.NDArray[np.float64] = quaternion[abs(place)]
    return entry if place >= 0 else -entry
