"""The comparison's tables, as aligned text or as Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field

from dynamodb.load import Case
from dynamodb.matrix import OPERATIONS, SIZES, Operation, Target, target_of
from load_program import Measured
from peer import Peer
from table import Row, columns

_NOTHING = "-"


@dataclass
class Results:
    """Everything that a run found out."""

    peers: list[Peer]  # that were measured, Bellwether first
    measured: dict[str, dict[Case, Measured]]  # by the peer's name
    floors: dict[Case, Measured]
    absolute: list[Row] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # peer to reason
    facts: list[str] = field(default_factory=list)  # of the machine and the run
    warnings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    scan_items: int = 0

    def of(self, peer: str, case: Case) -> Measured | None:
        return self.measured.get(peer, {}).get(case)


def _value(measured: Measured, by_latency: bool, scale: float) -> float:
    return measured.p50 / scale if by_latency else measured.per_second


def ratio(ours: Measured, theirs: Measured, by_latency: bool) -> float:
    """How many times as good Bellwether is."""
    if by_latency:
        return theirs.p50 / ours.p50
    return ours.per_second / theirs.per_second


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"


@dataclass(frozen=True)
class _Table:
    title: str
    group: str
    connections: int
    by_latency: bool
    scale: float = 1  # microseconds a unit


_TABLES = [
    _Table("Single items, 32 connections: operations a second", "single", 32, False),
    _Table("Single items, 1 connection: median latency in microseconds", "single", 1, True),
    _Table("Several items, 32 connections: operations a second", "several", 32, False),
    _Table("Several items, 1 connection: median latency in microseconds", "several", 1, True),
    _Table("Scans of {items:,} items of 100 B, 1 connection: milliseconds", "scan", 1, True, 1000),
]


def _beyond_echo(
    results: Results, case: Case, theirs: Measured, target: Target, times: float
) -> bool:
    """Whether the target asks for more than a server reaches that does nothing at all."""
    bare = results.floors.get(case)
    if bare is None or not bare.usable:
        return False
    return ratio(bare, theirs, target.by_latency) < times


def verdict(results: Results, case: Case, target: Target | None) -> tuple[str, str, bool | None]:
    """The target, whether it was met, in words and as such; None where there is nothing to judge."""
    if target is None:
        return "", "", None
    asked = " / ".join(f"{times:g}x" for times in target.ratios.values())
    ours = results.of("bellwether", case)
    if ours is None:
        return asked, "", None
    if not ours.flawless:
        return asked, "MISSED", False
    titles = {peer.name: peer.title for peer in results.peers}
    missed = []
    judged = False
    for name, times in target.ratios.items():
        theirs = results.of(name, case)
        if theirs is None or not theirs.flawless:
            continue
        judged = True
        if ratio(ours, theirs, target.by_latency) < times:
            beyond = _beyond_echo(results, case, theirs, target, times)
            missed.append(titles[name] + (", as the echo does" if beyond else ""))
    if not judged:
        return asked, "", None
    return asked, f"MISSED: {'; '.join(missed)}" if missed else "met", not missed


def _cell(results: Results, table: _Table, case: Case, peer: Peer) -> str:
    measured = results.of(peer.name, case)
    if measured is None:
        return _NOTHING
    if measured.refused is not None:
        return "not supported"
    if measured.too_slow is not None:
        return "too slow"
    text = _number(_value(measured, table.by_latency, table.scale))
    if measured.errors:
        text += " !"
    ours = results.of("bellwether", case)
    if peer.name != "bellwether" and ours is not None and ours.usable:
        text += f" ({ratio(ours, measured, table.by_latency):.1f}x)"
    return text


def _row(results: Results, table: _Table, operation: Operation, size: int) -> list[str]:
    case = Case(operation.name, size, table.connections)
    name = operation.title if table.group == "scan" else f"{operation.title}, {SIZES[size]}"
    ours, bare = results.of("bellwether", case), results.floors.get(case)
    floor = _NOTHING
    if bare is not None and bare.usable:
        floor = _number(_value(bare, table.by_latency, table.scale))
        if ours is not None and ours.usable:
            floor += f" ({ratio(ours, bare, table.by_latency):.0%})"
    asked, met, _ = verdict(results, case, target_of(operation.group, case))
    peers = [_cell(results, table, case, peer) for peer in results.peers]
    return [name, peers[0], floor, *peers[1:], asked, met]


def _rows(results: Results, table: _Table) -> list[list[str]]:
    known = {case for cases in results.measured.values() for case in cases}
    return [
        _row(results, table, operation, size)
        for operation in OPERATIONS
        if operation.group == table.group
        for size in SIZES
        if Case(operation.name, size, table.connections) in known
    ]


def _named(cases: list[Case], every: set[Case]) -> str:
    """Operations, with sizes and connections only where some of them are not meant."""
    titles = {operation.name: operation.title for operation in OPERATIONS}
    words = []
    for name in dict.fromkeys(case.operation for case in cases):
        meant = [case for case in cases if case.operation == name]
        if {case for case in every if case.operation == name} == set(meant):
            words.append(titles[name])
            continue
        some = ", ".join(f"{SIZES[case.item_bytes]} x {case.connections}" for case in meant)
        words.append(f"{titles[name]} ({some})")
    return "; ".join(words)


def _remarks(results: Results) -> list[str]:
    """What was refused and what went wrong, in the servers' words; the same ones once."""
    told: dict[str, list[Case]] = {}
    for peer in results.peers:
        for case, measured in results.measured[peer.name].items():
            if measured.refused is not None:
                why = f"{peer.title}: not supported: {measured.refused}"
            elif measured.too_slow is not None:
                why = f"{peer.title}: too slow: {measured.too_slow}"
            elif measured.errors:
                why = f"{peer.title}: some answers (!) were errors: {', '.join(measured.errors)}"
            else:
                continue
            told.setdefault(why, []).append(case)
    every = {case for cases in results.measured.values() for case in cases}
    remarks = [f"{why} [{_named(cases, every)}]" for why, cases in told.items()]
    remarks += results.remarks
    return remarks + [f"not compared: {peer}: {why}" for peer, why in results.skipped.items()]


def _absolute(rows: list[Row], markdown: bool) -> str:
    words = {True: "met", False: "MISSED", None: ""}
    lines = []
    for row in rows:
        beside = row.peer if row.ratio is None else f"{row.peer} ({row.ratio:.1f}x)"
        lines.append([row.what, row.target, row.measured, beside, words[row.met]])
    return columns(["Bellwether by itself", "target", "measured", "beside it", ""], lines, markdown)


def report(results: Results, markdown: bool) -> str:
    bullet = "- " if markdown else "  "
    parts = []
    if results.warnings:
        parts.append("\n".join(f"**{text}**" if markdown else text for text in results.warnings))
    parts.append("\n".join(bullet + fact for fact in results.facts))
    titles = [peer.title for peer in results.peers]
    heads = [titles[0], "bare echo", *titles[1:], "target", ""]
    for table in _TABLES:
        rows = _rows(results, table)
        if rows:
            title = table.title.format(items=results.scan_items)
            parts.append((f"### {title}" if markdown else title))
            parts.append(columns(["", *heads], rows, markdown))
    if results.absolute:
        parts.append("### By itself" if markdown else "By itself")
        parts.append(_absolute(results.absolute, markdown))
    remarks = _remarks(results)
    if remarks:
        parts.append("\n".join(bullet + remark for remark in remarks))
    return "\n\n".join(parts)


def missed(results: Results) -> int:
    """Targets that were judged and not met."""
    groups = {operation.name: operation.group for operation in OPERATIONS}
    found = sum(row.met is False for row in results.absolute)
    for case in results.measured.get("bellwether", {}):
        target = target_of(groups[case.operation], case)
        found += verdict(results, case, target)[2] is False
    return found
