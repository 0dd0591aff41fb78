#!/usr/bin/env python3
"""Writes AWS's partitions, groups of regions with domain names of their own: partitions.py OUTPUT-FILE"""

from __future__ import annotations

import json
import os
import re
import sys

import botocore

# What a region has whose prefix no other partition claims.
_COMMERCIAL = "aws"


def _prefix(pattern: str) -> str:
    r"""The start of every region that a pattern such as ^us\-isob\-\w+\-\d+$ fits, or an error."""
    match = re.fullmatch(r"\^([a-z(]+(?:\\-[a-z()]+)*\\-)\\w\+\\-\\d\+\$", pattern)
    if match is None:
        raise SystemExit(f"partitions.json: {pattern} is no prefix with a name and a number behind it")
    return re.sub(r"[\\()]", "", match[1])


def _entry(prefix: str, outputs: dict[str, str]) -> str:
    return f'{{"{prefix}", "{outputs["dnsSuffix"]}", "{outputs["dualStackDnsSuffix"]}"}}'


def emit(partitions: list[dict]) -> str:
    commercial = next(p["outputs"] for p in partitions if p["id"] == _COMMERCIAL)
    others = sorted((_prefix(p["regionRegex"]), p["outputs"]) for p in partitions if p["id"] != _COMMERCIAL)
    entries = "".join(f"    {_entry(prefix, outputs)},\n" for prefix, outputs in others)
    return f"""// Generated from AWS's partitions. Do not edit.
#include "aws/client/partitions.h"

namespace bellwether::aws {{
namespace {{

constexpr Partition commercial{_entry("", commercial)};
constexpr Partition others[] = {{
{entries}}};

}}  // namespace

const Partition& partition_of(std::string_view region) {{
  for (const auto& partition : others) {{
    if (region.starts_with(partition.region_prefix)) return partition;
  }}
  return commercial;
}}

}}  // namespace bellwether::aws
"""


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    data = os.path.join(os.path.dirname(botocore.__file__), "data", "partitions.json")
    with open(data, encoding="utf-8") as file:
        text = emit(json.load(file)["partitions"])
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
