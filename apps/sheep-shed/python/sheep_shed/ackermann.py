"""The two-argument Ackermann function, step by step: what the cat does to pass the time."""

from __future__ import annotations

# m and n stay below 2**63, as in the other languages, whose numbers end at 64 bits.
ARGUMENT_LIMIT = 2**63

# `stairs` values, each one above the next and the lowest `value`, each `times` times.
Flight = tuple[int, int, int]  # value, times, stairs


def ackermann(m: int, n: int) -> int:
    """By an explicit stack, without closed forms or memory of earlier results.

    No value is ever pushed above the one on top, so the stack goes down from its bottom to its top:
    by repeated values, and by flights of stairs. Kept as those, hopeless arguments take no more
    memory the longer they run. The value on top and how often it is there are locals, because
    nearly every step only counts them up or down. Each turn of a loop applies the definition once.
    """
    below: list[Flight] = []
    top = times = 0
    while True:
        while m:
            if n:
                n -= 1
                if m - 1 == top:
                    times += 1
                else:
                    if times:
                        bury(below, top, times)
                    top, times = m - 1, 1
            else:
                m -= 1
                n = 1
        n += 1
        if not times:
            if not below:
                return n
            top, times = dig_up(below)
        m = top
        times -= 1


def bury(below: list[Flight], value: int, times: int) -> None:
    """Makes the value the next stair of the flight that it goes on, or the first of a new one."""
    stairs = 1
    if below and below[-1][:2] == (value + 1, times):
        stairs += below.pop()[2]
    below.append((value, times, stairs))


def dig_up(below: list[Flight]) -> tuple[int, int]:
    """The value that was buried last, and how many times."""
    value, times, stairs = below.pop()
    if stairs > 1:
        below.append((value + 1, times, stairs - 1))
    return value, times
