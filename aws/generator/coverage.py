#!/usr/bin/env python3
"""Writes docs/coverage.md from operations.txt, refusals.toml and AWS's models: coverage.py [--check]

With --check nothing is written: it fails when the page is not what it would write, or when a service's
sources refuse what refusals.toml does not tell.
"""

from __future__ import annotations

import difflib
import pathlib
import re
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cached_property

from model import load_model, read_operations

ROOT = pathlib.Path(__file__).resolve().parents[2]
OPERATIONS = ROOT / "aws/operations.txt"
REFUSALS = ROOT / "aws/refusals.toml"
PAGE = ROOT / "docs/coverage.md"
COMMAND = f"{sys.executable} aws/generator/coverage.py"


@dataclass
class Refusal:
    """What an operation refuses of its parameters, and a request that shows it."""

    operation: str
    refused: str
    parameters: dict
    statement: str | None
    says: str


@dataclass
class Coverage:
    """One service: what AWS has, what is answered, what is refused."""

    name: str
    model: dict = field(repr=False)
    answered: list[str]
    see: list[str]
    refusals: list[Refusal] = field(repr=False)

    @cached_property
    def operations(self) -> list[str]:
        return sorted(self.model["operations"])

    @property
    def is_rest(self) -> bool:
        return self.model["metadata"]["protocol"].startswith("rest")

    @property
    def is_xml(self) -> bool:
        return self.model["metadata"]["protocol"] == "rest-xml"

    @property
    def unknown_code(self) -> str:
        return "NotImplemented" if self.is_xml else "UnknownOperationException"

    @property
    def unknown_status(self) -> int:
        if self.is_xml:
            return 501
        return 404 if self.is_rest else 400

    def unknown_message(self, operation: str) -> str:
        """What the server says of an operation that is not in the list."""
        return f"Bellwether does not support the operation {operation} of {self.name} yet"


def read_refusal(where: str, entry: dict, answered: list[str]) -> list[Refusal]:
    parameters, statement = entry.get("with", {}), entry.get("statement")
    strangers = set(entry) - {"operations", "refused", "with", "statement", "says"}
    if strangers or not entry.get("operations") or bool(parameters) == bool(statement):
        raise SystemExit(f"{where}: operations, and either with or statement; not {sorted(strangers)}")
    name = next(iter(parameters), "")
    if len(parameters) != 1 and not ("refused" in entry and "says" in entry):
        raise SystemExit(f"{where}: refused and says, because it is not about one parameter")
    missing = [operation for operation in entry["operations"] if operation not in answered]
    if missing:
        raise SystemExit(f"{where}: {', '.join(missing)} is not in operations.txt")
    refused = entry.get("refused", f"`{name}`")
    says = entry.get("says", f"{name} is not supported by Bellwether")
    return [Refusal(operation, refused, parameters, statement, says) for operation in entry["operations"]]


def read_coverage() -> list[Coverage]:
    with REFUSALS.open("rb") as file:
        listed = tomllib.load(file)
    services = []
    for name, folder, version, answered in read_operations(str(OPERATIONS)):
        entry = listed.pop(name, {})
        refusals = []
        for number, refusal in enumerate(entry.get("refusals", []), 1):
            refusals += read_refusal(f"{REFUSALS}: {name}, refusal {number}", refusal, answered)
        services.append(Coverage(name, load_model(folder, version), answered, entry.get("see", []), refusals))
    if listed:
        raise SystemExit(f"{REFUSALS}: {', '.join(listed)} is not in operations.txt")
    return services


# How the services' sources say that something is not supported, up to what it is.
REFUSES = re.compile(r'(?:\bunsupported\(|\bnot_supported\(|has_value\(\), )(?:fmt::format\()?\s*"([^"{]+)')


def unlisted(services: list[Coverage]) -> list[str]:
    """What the services' sources refuse and the list does not tell."""
    found = []
    for service in services:
        listed = [refusal.says for refusal in service.refusals]
        for source in sorted((ROOT / "cloud" / service.name).rglob("*.cpp")):
            if source.name.endswith("_test.cpp"):
                continue
            for match in REFUSES.finditer(source.read_text(encoding="utf-8")):
                if not any(match[1] in says for says in listed):
                    found.append(f"{source.relative_to(ROOT)}: {match[1]}")
    return found


def anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def emit_service(service: Coverage) -> list[str]:
    answer = service.unknown_message("NAME")
    lines = [
        f"## {service.model['metadata']['serviceFullName']}",
        "",
        f"Any other operation is answered with status {service.unknown_status},",
        f"`{service.unknown_code}: {answer}`.",
        "",
    ]
    if service.see:
        lines += ["More: " + ", ".join(f"[{page.removeprefix('../')}]({page})" for page in service.see) + ".", ""]
    lines += ["| operation | answered | refused |", "| --- | --- | --- |"]
    for operation in service.operations:
        answered = "yes" if operation in service.answered else "no"
        refused = "; ".join(r.refused.replace("|", "\\|") for r in service.refusals if r.operation == operation)
        lines.append(f"| {operation} | {answered} | {refused} |")
    return lines + [""]


def emit_page(services: list[Coverage]) -> str:
    import botocore

    lines = [
        "<!-- Written by aws/generator/coverage.py from aws/operations.txt and aws/refusals.toml. -->",
        "# What is answered, and what is refused",
        "",
        f"Every operation of each service by AWS's own models (botocore {botocore.__version__}). *Refused* are the",
        "parameters and values that an answered operation does not support: its error names them. What AWS",
        "refuses, too, is not listed.",
        "",
        "| service | answered | of |",
        "| --- | --- | --- |",
    ]
    for service in services:
        title = service.model["metadata"]["serviceFullName"]
        lines.append(f"| [{title}](#{anchor(title)}) | {len(service.answered)} | {len(service.operations)} |")
    lines += [
        "",
        "A service that is not here is answered with `UnknownOperationException`, too: with status 400 where",
        "`X-Amz-Target` names the operation, and 404 elsewhere.",
        "",
    ]
    for service in services:
        lines += emit_service(service)
    return "\n".join(lines)


def main() -> None:
    if sys.argv[1:] not in ([], ["--check"]):
        raise SystemExit(__doc__)
    services = read_coverage()
    page = emit_page(services)
    if sys.argv[1:] == []:
        PAGE.write_text(page, encoding="utf-8")
        return
    there = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if there != page:
        sys.stdout.writelines(
            difflib.unified_diff(there.splitlines(True), page.splitlines(True), "docs/coverage.md", "as it should be")
        )
        raise SystemExit(f"docs/coverage.md is stale: run {COMMAND}")
    if missing := unlisted(services):
        raise SystemExit("\n".join(["refused, but not in aws/refusals.toml:", *missing]))


if __name__ == "__main__":
    main()
