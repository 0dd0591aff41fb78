#!/usr/bin/env python3
"""Compiles what docs/write-a-function.md and the public headers show: snippets_test.py REPOSITORY COMPILER..."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"]

# What stands around a snippet that is no whole program.
FRAME = """#include <bellwether/log.h>
#include <bellwether/s3.h>
using namespace bellwether;
[[maybe_unused]] static aws::Result<aws::Unit> frame(
    [[maybe_unused]] s3::Client& client, [[maybe_unused]] aws::ByteSink& sink,
    [[maybe_unused]] std::int64_t weight) {
%s
  return aws::Unit{};
}
"""


def snippets_of_page(text: str) -> list[str]:
    return re.findall(r"^```cpp\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def programs_of_header(text: str) -> list[str]:
    """The examples in a header's comments that begin with an #include."""
    found: list[str] = []
    for block in re.findall(r"(?:^//(?:   .*)?\n)+", text, re.MULTILINE):
        code = "\n".join(line[5:] for line in block.splitlines())
        if code.lstrip().startswith("#include"):
            found.append(code)
    return found


def complaint(compiler: list[str], snippet: str) -> str:
    source = snippet if "int main()" in snippet else FRAME % snippet
    # No snippet is short of a warning because its variable is not used further.
    unused = [] if "int main()" in snippet else ["-Wno-unused-variable"]
    command = [*compiler, *WARNINGS, *unused, "-fsyntax-only", "-x", "c++", "-"]
    return subprocess.run(command, input=source, capture_output=True, text=True, timeout=300).stderr


def main() -> None:
    repository, *compiler = sys.argv[1:]
    root = pathlib.Path(repository)
    found = {
        "docs/write-a-function.md": snippets_of_page((root / "docs/write-a-function.md").read_text()),
        "runtime.h": programs_of_header((root / "runtime/include/bellwether/runtime.h").read_text()),
    }
    failed = False
    for place, snippets in found.items():
        if not snippets:
            raise SystemExit(f"{place} has no snippet that this test finds")
        for number, snippet in enumerate(snippets, 1):
            if errors := complaint(compiler, snippet):
                failed = True
                print(f"{place}, snippet {number}:\n{errors}")
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
