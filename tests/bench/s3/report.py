"""The comparison's tables, as aligned text or as Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field

from load_program import Measured
from peer import Peer
from s3.measuring import Found
from s3.peers import RIVALS
from s3.plan import (
    KIB,
    LISTING,
    LISTING_TIMES,
    MIB,
    MOST_MEMORY_MIB,
    PART_BYTES,
    Case,
    Settings,
    groups,
)
from table import columns

_OPERATIONS = {"put-object": "PutObject", "get-object": "GetObject", "list-objects": "ListObjectsV2"}
_TRANSFERS = ("up", "down", "in parts")
_NOTHING = "-"
# A completed upload that made the data folder grow by this share of it has copied something.
_GROWTH_SHARE = 20


@dataclass
class Results:
    """Everything that a run found out."""

    settings: Settings
    peers: list[Peer] = field(default_factory=list)  # that were measured, Bellwether first
    found: dict[str, Found] = field(default_factory=dict)  # by the peer's name
    skipped: dict[str, str] = field(default_factory=dict)  # peer to reason
    facts: list[str] = field(default_factory=list)  # of the machine and the run
    warnings: list[str] = field(default_factory=list)

    def of(self, peer: str, case: Case) -> Measured | None:
        found = self.found.get(peer)
        measured = found.cases.get(case) if found else None
        return measured if measured is not None and measured.usable else None


def _size(count: int) -> str:
    return f"{count // MIB} MiB" if count >= MIB else f"{count // KIB} KiB"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"


def _title(case: Case) -> str:
    many = f"{case.connections} connections" if case.connections > 1 else "1 connection"
    return f"{_OPERATIONS[case.operation]}, {_size(case.object_bytes)}, {many}"


def verdict(results: Results, case: Case, times: float) -> bool | None:
    """Whether Bellwether has so many times the throughput of its better rival; None without one.

    An error among the answers is a target missed; a rival's takes it out of the row.
    """
    ours = results.of("bellwether", case)
    measured = [theirs for name in RIVALS if (theirs := results.of(name, case))]
    rivals = [theirs for theirs in measured if theirs.flawless]
    if ours is None or not ours.flawless:
        return False
    if not rivals:
        return None
    return ours.per_second >= times * max(theirs.per_second for theirs in rivals)


def _met(met: bool | None) -> str:
    return {True: "met", False: "MISSED", None: ""}[met]


def _rate(results: Results, peer: Peer, case: Case) -> str:
    measured = results.of(peer.name, case)
    if measured is None:
        return _NOTHING
    if case.object_bytes >= MIB:
        text = f"{_number(measured.per_second * case.object_bytes / MIB)} MiB/s"
    else:
        text = f"{_number(measured.per_second)} /s"
    if measured.errors:
        text += " !"
    ours = results.of("bellwether", case)
    if peer.name != "bellwether" and ours is not None:
        text += f" ({ours.per_second / measured.per_second:.1f}x)"
    return text


def _latency(results: Results, peer: Peer, case: Case) -> str:
    measured = results.of(peer.name, case)
    if measured is None:
        return _NOTHING
    if measured.p50 >= 10_000:
        return f"{_number(measured.p50 / 1000)} / {_number(measured.p99 / 1000)} ms"
    return f"{_number(measured.p50)} / {_number(measured.p99)} us"


def _judged(results: Results) -> list[tuple[Case, float]]:
    cases = [(case, group.times) for group in groups(results.settings) for case in group.cases()]
    return [*cases, (LISTING, LISTING_TIMES)]


def _rates(results: Results) -> list[list[str]]:
    lines = []
    for case, times in _judged(results):
        met = _met(verdict(results, case, times))
        if case == LISTING:
            continue
        cells = [_rate(results, peer, case) for peer in results.peers]
        lines.append([_title(case), *cells, f"{times:g}x", met])
    keys = results.settings.listed_keys
    cells = []
    for peer in results.peers:
        measured = results.of(peer.name, LISTING)
        ours = results.of("bellwether", LISTING)
        text = _NOTHING
        if measured is not None:
            text = f"{_number(measured.p50 / 1000)} ms" + (" !" if measured.errors else "")
            if peer.name != "bellwether" and ours is not None:
                text += f" ({ours.per_second / measured.per_second:.1f}x)"
        cells.append(text)
    met = _met(verdict(results, LISTING, LISTING_TIMES))
    lines.append([f"ListObjectsV2, all of {keys:,} keys", *cells, f"{LISTING_TIMES}x", met])
    return lines


def _costs(results: Results) -> list[list[str]]:
    lines = []
    for case, _ in _judged(results):
        if not any(case in results.found[peer.name].costs for peer in results.peers):
            continue
        cells = []
        for peer in results.peers:
            cost = results.found[peer.name].costs.get(case)
            cells.append(
                f"{cost.wall:.2f} / {cost.server:.2f} / {cost.client:.2f}" if cost else _NOTHING
            )
        lines.append([_title(case), *cells])
    return lines


def _frugal(results: Results, what: str) -> bool:
    ours = results.found["bellwether"].transfers.get(what)
    return ours is not None and ours.peak_mib <= MOST_MEMORY_MIB


def _huge(results: Results) -> list[list[str]]:
    size = _size(results.settings.huge_bytes)
    parts = f"{results.settings.parts} parts of {_size(PART_BYTES)}"
    found = [results.found[peer.name] for peer in results.peers]
    lines = [["idle memory", *(f"{one.idle_mib:.1f} MiB" for one in found), "", ""]]
    titles = {"up": f"PutObject, {size}", "down": f"GetObject, {size}", "in parts": parts}
    for what in _TRANSFERS:
        cells = []
        for one in found:
            moved = one.transfers.get(what)
            cells.append(
                f"{moved.mib_per_second:,.0f} MiB/s, {moved.peak_mib:.1f} MiB" if moved else _NOTHING
            )
        target = f"{MOST_MEMORY_MIB} MiB of memory"
        lines.append([f"{titles[what]}: rate, peak memory", *cells, target, _met(_frugal(results, what))])
    cells = [
        f"{one.completion_ms:,.1f} ms, {one.completion_bytes / MIB:,.1f} MiB more on disk"
        if one.completion_ms is not None
        else _NOTHING
        for one in found
    ]
    lines.append([f"completing {parts}", *cells, "no part copied", _met(_copies_nothing(results))])
    return lines


def _copies_nothing(results: Results) -> bool:
    """The data folder may grow by records, whose file takes its space some MiB ahead."""
    found = results.found["bellwether"]
    size = PART_BYTES * results.settings.parts
    return found.completion_ms is not None and found.completion_bytes < size / _GROWTH_SHARE


def _remarks(results: Results) -> list[str]:
    told: dict[str, list[str]] = {}
    for peer in results.peers:
        for case, measured in results.found[peer.name].cases.items():
            why = measured.refused or measured.too_slow or ", ".join(measured.errors)
            if why:
                title = "ListObjectsV2" if case == LISTING else _title(case)
                told.setdefault(f"{peer.title}: {why}", []).append(title)
    remarks = [f"{why} [{'; '.join(cases)}]" for why, cases in told.items()]
    for peer in results.peers:
        remarks += results.found[peer.name].problems
    return remarks + [f"not compared: {peer}: {why}" for peer, why in results.skipped.items()]


def report(results: Results, markdown: bool) -> str:
    bullet = "- " if markdown else "  "

    def title(text: str) -> str:
        return f"### {text}" if markdown else text

    titles = [peer.title for peer in results.peers]
    parts = []
    if results.warnings:
        parts.append("\n".join(f"**{text}**" if markdown else text for text in results.warnings))
    parts.append("\n".join(bullet + fact for fact in results.facts))
    parts.append(title("Throughput"))
    parts.append(columns(["", *titles, "target", ""], _rates(results), markdown))
    cases = [case for case, _ in _judged(results) if case != LISTING]
    lines = [[_title(case), *(_latency(results, p, case) for p in results.peers)] for case in cases]
    parts.append(title("Latency: median / p99"))
    parts.append(columns(["", *titles], lines, markdown))
    costs = _costs(results)
    if costs:
        parts.append(title("Seconds a GiB: passed / computed by the server / by the client"))
        parts.append(columns(["", *titles], costs, markdown))
    parts.append(title("Very large objects"))
    parts.append(columns(["", *titles, "target", ""], _huge(results), markdown))
    remarks = _remarks(results)
    if remarks:
        parts.append("\n".join(bullet + remark for remark in remarks))
    return "\n\n".join(parts)


def missed(results: Results) -> int:
    """Targets that were judged and not met."""
    judged = [verdict(results, case, times) for case, times in _judged(results)]
    judged += [*(_frugal(results, what) for what in _TRANSFERS), _copies_nothing(results)]
    return sum(met is False for met in judged)
