#!/usr/bin/env python3
"""Writes the wire of every service in operations.txt: generate.py OPERATIONS OUTPUT-FOLDER

With --files in place of the folder it prints what it would write, a line a file: "s3/model.h". Files that would not change keep their time, so that only what depends on a change is compiled.
"""

from __future__ import annotations

import os
import sys

import client_codec
import json_codec
import server_codec
import shapes
import xml_codec
from model import Service, Unsupported, load_service, read_operations


def files(service: Service) -> dict[str, str]:
    form, codec = ("xml", xml_codec) if service.is_xml else ("json", json_codec)
    return {
        "model.h": shapes.emit_header(service),
        "model.cpp": shapes.emit_source(service),
        **({"others.cpp": shapes.emit_others(service)} if service.is_rest else {}),
        f"{form}.h": codec.emit_header(service),
        f"{form}_reader.h": codec.emit_reader_header(service),
        f"{form}.cpp": codec.emit_source(service),
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
    listed: list[str] = []
    for name, folder, version, names in read_operations(operations):
        try:
            service = load_service(name, folder, version, names)
            made = files(service)
        except Unsupported as reason:
            raise SystemExit(f"{operations}: {reason}") from None
        listed += [f"{name}/{file}" for file in made]
        if output == "--files":
            continue
        target = os.path.join(output, "aws", name)
        os.makedirs(target, exist_ok=True)
        for file, text in made.items():
            write_if_changed(os.path.join(target, file), text)
    if output == "--files":
        print("\n".join(listed))


if __name__ == "__main__":
    main()
