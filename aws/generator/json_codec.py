"""Emits json.h and json.cpp: every structure to and from JSON text."""

from __future__ import annotations

from model import Service, Shape, cpp_name
from text import banner, literal


def emit_header(service: Service) -> str:
    lines = [
        banner(),
        "#pragma once",
        "",
        "#include <string_view>",
        "",
        *(f'#include "aws/{other}/json.h"' for other in service.shared),
        f'#include "aws/{service.name}/model.h"',
        '#include "aws/json/writer.h"',
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "",
        "// Writes the members that travel in a body; json::to_json(shape) gives the text.",
    ]
    for shape in service.structures:
        lines.append(f"void write(json::Writer& w, const {cpp_name(shape.name)}& value);")
    lines += [
        "",
        "// Reads a shape from JSON text; an error is a SerializationException.",
        "template <class Shape>",
        "Result<Shape> from_json(std::string_view text) = delete;",
        "",
    ]
    for shape in service.structures:
        name = cpp_name(shape.name)
        lines += ["template <>", f"Result<{name}> from_json<{name}>(std::string_view text);"]
    lines += ["", f"}}  // namespace bellwether::aws::{service.name}", ""]
    return "\n".join(lines)


def emit_reader_header(service: Service) -> str:
    lines = [
        banner(),
        "#pragma once",
        "",
        *(f'#include "aws/{other}/json_reader.h"' for other in service.shared),
        f'#include "aws/{service.name}/model.h"',
        '#include "aws/json/reader.h"',
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "",
    ]
    for shape in service.structures:
        lines.append(f"bool read(json::Reader& r, json::Value value, {cpp_name(shape.name)}& out);")
    lines += ["", f"}}  // namespace bellwether::aws::{service.name}", ""]
    return "\n".join(lines)


def emit_write(shape: Shape) -> list[str]:
    name = cpp_name(shape.name)
    members = shape.members if shape.is_union else shape.body_members
    unused = "" if members else "[[maybe_unused]] "
    lines = [f"void write(json::Writer& w, {unused}const {name}& value) {{", "  w.open_object();"]
    for member in members:
        key = literal(member.wire_name)
        if shape.is_union:
            lines.append(f"  if (const auto* content = value.{member.cpp}()) json::member(w, {key}, *content);")
        else:
            lines.append(f"  json::member(w, {key}, value.{member.cpp});")
    return lines + ["  w.close_object();", "}", ""]


def emit_read(shape: Shape) -> list[str]:
    if shape.is_union:
        return emit_read_union(shape)
    name = cpp_name(shape.name)
    members = shape.body_members
    required = [m for m in members if m.required]
    lines = [
        f"bool read(json::Reader& r, json::Value value, [[maybe_unused]] {name}& out) {{",
    ]
    for member in required:
        lines.append(f"  bool has_{member.cpp} = false;")
    lines += [
        f"  const bool fits = json::read_object(r, value, {literal(shape.name)},",
        "      [&]([[maybe_unused]] std::string_view key, [[maybe_unused]] json::Value& field) {",
    ]
    for member in members:
        track = member.shape.constrained or member.shape.is_structure
        lines.append(f"    if (key == {literal(member.wire_name)}) {{")
        if member.required:
            lines.append(f"      has_{member.cpp} = true;")
        if track:
            lines += [
                f"      r.push_member({literal(member.path_name)});",
                f"      if (!read(r, field, out.{member.cpp})) return false;",
                "      r.pop();",
                "      return true;",
            ]
        else:
            lines.append(f"      return read(r, field, out.{member.cpp});")
        lines.append("    }")
    lines += ["    return true;", "  });", "  if (!fits) return false;"]
    for member in required:
        lines.append(f"  if (!has_{member.cpp}) r.missing({literal(member.path_name)});")
    return lines + ["  return true;", "}", ""]


def emit_read_union(shape: Shape) -> list[str]:
    name = cpp_name(shape.name)
    empty, several = shape.union_messages
    lines = [
        f"bool read(json::Reader& r, json::Value value, {name}& out) {{",
        "  int set = 0;",
        f"  const bool fits = json::read_object(r, value, {literal(shape.name)},",
        "      [&](std::string_view key, json::Value& field) {",
    ]
    for index, member in enumerate(shape.members, 1):
        lines += [
            f"    if (key == {literal(member.wire_name)}) {{",
            "      ++set;",
            f"      return read(r, field, out.value.emplace<{index}>());",
            "    }",
        ]
    return lines + [
        "    return true;",
        "  });",
        "  if (!fits) return false;",
        f"  if (set == 0) r.invalid({literal(empty)});",
        f"  if (set > 1) r.invalid({literal(several)});",
        "  return true;",
        "}",
        "",
    ]


def emit_source(service: Service) -> str:
    lines = [
        banner(),
        f'#include "aws/{service.name}/json.h"',
        "",
        f'#include "aws/{service.name}/json_reader.h"',
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "",
    ]
    for shape in service.structures:
        lines += emit_write(shape)
        lines += emit_read(shape)
    for shape in service.structures:
        name = cpp_name(shape.name)
        lines += [
            "template <>",
            f"Result<{name}> from_json<{name}>(std::string_view text) {{",
            f"  return json::parse<{name}>(text);",
            "}",
            "",
        ]
    lines += [f"}}  // namespace bellwether::aws::{service.name}", ""]
    return "\n".join(lines)
