"""Small pieces of C++ text that every emitter needs."""

from __future__ import annotations


def banner() -> str:
    return "// Generated from AWS's service model by aws/generator; not to be edited."


def literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    # '?' pairs could be read as trigraphs in patterns.
    return '"' + escaped.replace("??", '?""?') + '"'
