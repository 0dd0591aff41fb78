#!/usr/bin/env python3
"""Writes the wire of every service in operations.txt: generate.py OPERATIONS OUTPUT-FOLDER

Files that would not change keep their time, so that only what depends on a change is compiled.
"""

from __future__ import annotations

import os
import sys

import client_codec
import json_codec
import server_codec
import shapes
from model import Service, Unsupported, load_service, read_operations


def files(service: Service) -> dict[str, str]:
    return {
        "model.h": shapes.emit_header(service),
        "model.cpp": shapes.emit_source(service),
        "json.h": json_codec.emit_header(service),
        "json_reader.h": json_codec.emit_reader_header(service),
        "json.cpp": json_codec.emit_source(service),
        "server_codec.cpp": server_codec.emit_source(service),
        "client_codec.cpp": client_codec.emit_codec(service),
        "client.h": client_codec.emit_header(service),
        "client.cpp": client_codec.emit_client(service),
    }


def write_if_changed(path: str, text: str) -> None:
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    except FileNotFoundError:
        pass
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    operations, output = sys.argv[1:]
    for name, folder, version, names in read_operations(operations):
        try:
            service = load_service(name, folder, version, names)
            made = files(service)
        except Unsupported as reason:
            raise SystemExit(f"{operations}: {reason}") from None
        target = os.path.join(output, "aws", name)
        os.makedirs(target, exist_ok=True)
        for file, text in made.items():
            write_if_changed(os.path.join(target, file), text)


if __name__ == "__main__":
    main()
