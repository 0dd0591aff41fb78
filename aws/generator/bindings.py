"""How members travel outside the body: header, query string, path and status bindings."""

from __future__ import annotations

from model import Member, Unsupported

SCALARS = ("string", "integer", "long", "float", "double", "boolean", "timestamp")


def time_format(member: Member) -> str:
    chosen = member.raw.get("timestampFormat") or member.shape.raw.get("timestampFormat")
    if chosen:
        return chosen
    return "rfc822" if member.location == "header" else "iso8601"


def is_comma_list(member: Member) -> bool:
    return member.location == "header" and member.shape.type == "list" and member.shape.element.type == "string"


def _require_scalar(member: Member) -> None:
    if member.shape.type not in SCALARS or member.raw.get("jsonvalue"):
        raise Unsupported(f"{member.name}: {member.shape.type} in a {member.location}")


def to_text(member: Member, value: str) -> str:
    if is_comma_list(member):
        return f"wire::comma_list({value})"
    _require_scalar(member)
    if member.shape.type == "string":
        return value
    if member.shape.type == "timestamp":
        return f"wire::time_text({value}, wire::TimeFormat::{time_format(member)})"
    return f"wire::text_of({value})"


def from_text(member: Member, text: str, target: str) -> str:
    """An expression: whether `text` could be read into `target`."""
    _require_scalar(member)
    if member.shape.type == "timestamp":
        return f"wire::read_time({text}, {target}, wire::TimeFormat::{time_format(member)})"
    return f"wire::read_text({text}, {target})"
