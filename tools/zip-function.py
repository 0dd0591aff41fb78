#!/usr/bin/env python3
"""Packs a function's bootstrap into a zip that depends on nothing but its bytes.

usage: zip-function.py BOOTSTRAP ZIP
"""

import sys
import zipfile

# The earliest time that a zip can hold, so that packing twice gives the same file.
EPOCH = (1980, 1, 1, 0, 0, 0)
EXECUTABLE = 0o100755


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    bootstrap, target = sys.argv[1:]
    entry = zipfile.ZipInfo("bootstrap", EPOCH)
    entry.create_system = 3  # Unix: Lambda takes the mode from here
    entry.external_attr = EXECUTABLE << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    with open(bootstrap, "rb") as file, zipfile.ZipFile(target, "w") as archive:
        archive.writestr(entry, file.read(), compresslevel=9)
    return 0


if __name__ == "__main__":
    sys.exit(main())
