"""A random sample that anybody can draw again: which ones come is decided by a seed and by what they are called, and by nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

One = TypeVar("One")


def rank(seed: str, name: str) -> str:
    """Where something called so stands in the draw with a seed: the SHA-256 of the seed, a line break and the name, in hexadecimal."""
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()


def draw(some: Iterable[One], size: int, seed: str, name: Callable[[One], str]) -> list[One]:
    """So many of some things, each as likely as any other: those whose rank is lowest, in their own order.

    The order in which they are given does not matter to which are drawn, nor what else is made with the same seed. All of them
    where there are no more than ``size``. Names are to be different.
    """
    every = list(some)
    chosen = set(sorted(rank(seed, name(one)) for one in every)[: max(size, 0)])
    return [one for one in every if rank(seed, name(one)) in chosen]
