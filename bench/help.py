"""How much longer ``pmf --help`` takes than an empty Python: medians side by side, and the goal of at most 0.25 s.

Run it as ``python bench/help.py``; it ends with 1 when the goal is missed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

GOAL = 0.25
ROUNDS = 9


def once(*words: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def main() -> None:
    once("-m", "pmf_excel", "--help")  # the first run compiles
    pairs = [(once("-c", "pass"), once("-m", "pmf_excel", "--help")) for _ in range(ROUNDS)]
    bare, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"python -c pass {bare:.3f} s, pmf --help {ours:.3f} s: {ours - bare:.3f} s more, {ours / bare:.1f} times (goal: {GOAL} s more)"
    )
    if ours - bare > GOAL:
        sys.exit(1)


if __name__ == "__main__":
    main()
