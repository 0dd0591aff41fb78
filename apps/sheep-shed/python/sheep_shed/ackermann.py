"""The two-argument Ackermann function, step by step: what the cat does to pass the time."""

from __future__ import annotations

# m and n stay below 2**63, as in the other languages, whose numbers end at 64 bits.
ARGUMENT_LIMIT = 2**63


def ackermann(m: int, n: int) -> int:
    """By an explicit stack, without closed forms or memory of earlier results.

    No value is ever pushed above the one on top, and most repeat it or go one down, so the stack is
    kept as runs (last, length, step) of equal (step 0) or descending (step 1) values: hopeless
    arguments take no more memory the longer they run. The top run lives in locals, because this loop
    is all that the cat does.
    """
    below: list[tuple[int, int, int]] = []
    last = length = step = 0
    while True:
        if m == 0:
            n += 1
            if length == 0:
                return n
            m = last
            length -= 1
            if length:
                last += step
            elif below:
                last, length, step = below.pop()
        elif n == 0:
            m -= 1
            n = 1
        else:
            pushed = m - 1
            drop = last - pushed
            if length > 1 and drop == step or length == 1 and drop in (0, 1):
                length += 1
                step = drop
            else:
                if length:
                    below.append((last, length, step))
                length = 1
            last = pushed
            n -= 1
