"""The bench's table: target, measured, the peer of the same run, their ratio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    what: str
    target: str
    measured: str
    peer: str = ""
    ratio: float | None = None  # how many times better than the peer
    met: bool | None = None  # None when there is no target

    def as_json(self) -> dict[str, Any]:
        return self.__dict__.copy()


def render(rows: list[Row], colour: bool) -> str:
    heads = ("what", "target", "measured", "beside it", "ratio", "")
    lines = [
        (
            row.what,
            row.target,
            row.measured,
            row.peer,
            "" if row.ratio is None else f"{row.ratio:.3g}x",
            {True: "met", False: "MISSED", None: ""}[row.met],
        )
        for row in rows
    ]
    widths = [max(len(cell) for cell in column) for column in zip(heads, *lines, strict=True)]

    def line(cells: tuple[str, ...]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()

    text = [line(heads), "  ".join("-" * width for width in widths)]
    for cells in lines:
        shown = line(cells)
        if colour and cells[-1] == "MISSED":
            shown = f"\033[1;31m{shown}\033[0m"
        text.append(shown)
    return "\n".join(text)


def columns(heads: list[str], lines: list[list[str]], markdown: bool) -> str:
    """Aligned text, or a table of Markdown; the first column to the left, the others to the right."""
    if markdown:
        rule = ["---"] + ["---:"] * (len(heads) - 1)
        rows = [heads, rule, *lines]
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)
    widths = [max(len(cell) for cell in column) for column in zip(heads, *lines, strict=True)]

    def line(cells: list[str]) -> str:
        first, *rest = zip(cells, widths, strict=True)
        padded = [first[0].ljust(first[1])] + [cell.rjust(width) for cell, width in rest]
        return "  ".join(padded).rstrip()

    return "\n".join([line(heads), "  ".join("-" * width for width in widths), *map(line, lines)])
