"""Keyed draws: a number that is a pure function of (seed, replication, purpose, body, instance).

No generator carries a state from one draw to the next, so the number of processes never matters, and two policies
that share a purpose share its draws. The mixing function is that of SplitMix64 (Steele, Lea and Flood 2014), once
for the body and once for the instance. Scalars and arrays give the same bits.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_MASK = (1 << 64) - 1
_BODY, _INSTANCE = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03  # odd numbers: no two bodies, no two instances share a product
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_STEP = 2.0**-52


class Key:
    """What draws are for: one seed, one replication, one purpose.

    >>> Key(1, 0, "delay of report").uniform(7, 3) == Key(1, 0, "delay of report").uniforms([7], [3])[0]
    np.True_
    """

    __slots__ = ("key",)

    def __init__(self, seed: int, replication: int, purpose: str) -> None:
        self.key = int.from_bytes(blake2b(f"{seed}/{replication}/{purpose}".encode(), digest_size=8).digest(), "little")

    def uniform(self, body: int, instance: int) -> float:
        """One draw between 0 and 1, neither of them included."""
        bits = _mixed(_mixed(self.key ^ (body + 1) * _BODY & _MASK) + (instance + 1) * _INSTANCE & _MASK)
        return ((bits >> 12) + 0.5) * _STEP

    def uniforms(self, bodies: Any, instances: Any) -> Floats:
        """The same draws for many bodies and instances, broadcast against each other."""
        of_body = _mix((np.array(bodies, np.uint64, ndmin=1) + np.uint64(1)) * np.uint64(_BODY) ^ np.uint64(self.key))
        step = (np.array(instances, np.uint64, ndmin=1) + np.uint64(1)) * np.uint64(_INSTANCE)
        bits = _mix(of_body + step)
        np.right_shift(bits, np.uint64(12), out=bits)
        drawn = bits.astype(np.float64)
        drawn += 0.5
        drawn *= _STEP
        return drawn

    def table(self, first: int, bodies: int, instances: Any) -> Floats:
        """Draws for the bodies from `first` on, a row each, and these instances."""
        return self.uniforms(np.arange(first, first + bodies, dtype=np.uint64)[:, None], np.array(instances, np.uint64)[None, :])


def _mixed(bits: int) -> int:
    bits = (bits ^ bits >> 30) * _FIRST & _MASK
    bits = (bits ^ bits >> 27) * _SECOND & _MASK
    return bits ^ bits >> 31


def _mix(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`_mixed` for an array that nobody else holds; it is written over, in pieces that stay in the cache."""
    flat = np.atleast_1d(bits).reshape(-1)
    scratch = np.empty(min(flat.size, _PIECE), np.uint64)
    for start in range(0, flat.size, _PIECE):
        piece = flat[start : start + _PIECE]
        spare = scratch[: piece.size]
        for shift, factor in ((30, _FIRST), (27, _SECOND)):
            np.right_shift(piece, np.uint64(shift), out=spare)
            np.bitwise_xor(piece, spare, out=piece)
            np.multiply(piece, np.uint64(factor), out=piece)
        np.right_shift(piece, np.uint64(31), out=spare)
        np.bitwise_xor(piece, spare, out=piece)
    return flat.reshape(bits.shape)


_PIECE = 1 << 14
