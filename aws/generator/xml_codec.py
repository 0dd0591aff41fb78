"""Emits xml.h, xml_reader.h and xml.cpp: what travels in bodies, to and from XML."""

from __future__ import annotations

from model import Member, Service, Shape, Unsupported, cpp_name
from text import banner, literal


def body_structures(service: Service) -> list[Shape]:
    """The structures that are, or are in, a body, each after those it holds by value."""
    reached: set[str] = set()

    def visit(shape: Shape, members: list[Member] | None = None) -> None:
        if shape.type == "list":
            visit(shape.element)
        elif shape.is_structure and shape.name not in reached:
            reached.add(shape.name)
            for member in shape.members if members is None else members:
                visit(member.shape)

    for operation in service.operations:
        for shape in filter(None, (operation.input, operation.output)):
            if shape.payload:
                visit(shape.payload.shape)
            elif shape.body_members:
                visit(shape, shape.body_members)
    return [shape for shape in service.structures if shape.name in reached]


def check(shape: Shape, member: Member) -> None:
    if member.raw.get("xmlAttribute") or member.shape.type == "map" or shape.is_union:
        raise Unsupported(f"{shape.name}.{member.name}: a map, union or attribute in XML")


def emit_member(shape: Shape, member: Member, first: str, second: str) -> str:
    """A call that writes or reads one member: `first` is the writer or the reader and its node."""
    check(shape, member)
    name = literal(member.wire_name)
    field = f"{second}.{member.cpp}"
    if member.shape.type != "list":
        return f"  xml::member({first}, {name}, {field});"
    if member.shape.raw.get("flattened"):
        return f"  xml::flat({first}, {name}, {field});"
    item = literal(member.shape.raw["member"].get("locationName", "member"))
    return f"  xml::list({first}, {name}, {item}, {field});"


def text_member(service: Service, shape: Shape) -> Member | None:
    """The one member that is the text of its document's root."""
    return shape.body_members[0] if shape.name in service.facts.get("text_roots", {}) else None


def emit_write(service: Service, shape: Shape) -> list[str]:
    members = shape.body_members
    unused = "" if members else "[[maybe_unused]] "
    lines = [f"void write({unused}xml::Writer& w, {unused}const {cpp_name(shape.name)}& value) {{"]
    if text := text_member(service, shape):
        lines.append(f"  if (value.{text.cpp}) xml::write(w, *value.{text.cpp});")
    else:
        lines += [emit_member(shape, m, "w", "value") for m in members]
    return lines + ["}", ""]


def emit_read(service: Service, shape: Shape) -> list[str]:
    members = shape.body_members
    unused = "" if members else "[[maybe_unused]] "
    name = cpp_name(shape.name)
    lines = [f"void read({unused}xml::Reader& r, {unused}xml::Node node, {unused}{name}& out) {{"]
    if text := text_member(service, shape):
        lines.append(f"  if (node.first_child()) xml::read(r, node, out.{text.cpp}.emplace());")
    else:
        lines += [emit_member(shape, m, "r, node", "out") for m in members]
    return lines + ["}", ""]


def emit_header(service: Service) -> str:
    shapes = body_structures(service)
    return "\n".join(
        [
            banner(),
            "#pragma once",
            "",
            f'#include "aws/{service.name}/model.h"',
            '#include "aws/xml/writer.h"',
            "",
            f"namespace bellwether::aws::{service.name} {{",
            "",
            "// Write the members that travel in a body; xml::document() gives the text.",
            *(f"void write(xml::Writer& w, const {cpp_name(s.name)}& value);" for s in shapes),
            "",
            f"}}  // namespace bellwether::aws::{service.name}",
            "",
        ]
    )


def emit_reader_header(service: Service) -> str:
    shapes = body_structures(service)
    return "\n".join(
        [
            banner(),
            "#pragma once",
            "",
            f'#include "aws/{service.name}/model.h"',
            '#include "aws/xml/reader.h"',
            "",
            f"namespace bellwether::aws::{service.name} {{",
            "",
            *(f"void read(xml::Reader& r, xml::Node node, {cpp_name(s.name)}& out);" for s in shapes),
            "",
            f"}}  // namespace bellwether::aws::{service.name}",
            "",
        ]
    )


def emit_source(service: Service) -> str:
    lines = [
        banner(),
        f'#include "aws/{service.name}/xml.h"',
        "",
        f'#include "aws/{service.name}/xml_reader.h"',
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "",
    ]
    for shape in body_structures(service):
        lines += emit_write(service, shape)
        lines += emit_read(service, shape)
    return "\n".join(lines + [f"}}  // namespace bellwether::aws::{service.name}", ""])


def root_of(service: Service, shape: Shape) -> str:
    """The name of the document whose root is this shape's."""
    for fact in ("roots", "text_roots"):
        if shape.name in service.facts.get(fact, {}):
            return service.facts[fact][shape.name]
    raise Unsupported(f"{shape.name}: the name of its document is not among the roots")


def payload_root(payload: Member) -> str:
    return payload.raw.get("locationName", payload.shape.name)


def document(service: Service, root: str, value: str) -> str:
    """An expression: the text of a document."""
    return f"xml::document({literal(root)}, {literal(service.facts.get('xml_namespace', ''))}, {value})"
