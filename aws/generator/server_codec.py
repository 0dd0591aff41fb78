"""Emits server.cpp: requests decoded and checked, answers encoded."""

from __future__ import annotations

import bindings
import validation
from model import Operation, Service, Unsupported, cpp_name
from text import banner, literal
from shapes import io_type

CONTENT_TYPES = {"json_1_0": "application/x-amz-json-1.0", "json_1_1": "application/x-amz-json-1.1"}



def bind_inputs(operation: Operation) -> list[str]:
    """Reads what travels outside the body."""
    lines: list[str] = []
    members = operation.input.members
    if any(m.location == "querystring" for m in members):
        lines.append("  const QueryParameters query = parse_query(request.query());")
    for member in members:
        name = literal(member.wire_name)
        target = f"in.{member.cpp}"
        wrong = f"return fail(errors::SerializationException(wire::unreadable({literal(member.path_name)})));"
        if member.location == "uri":
            lines += [
                f"  if (const std::string* text = wire::find(path, {name})) {{",
                f"    if (!{bindings.from_text(member, '*text', target)}) {wrong}",
                "  }",
            ]
        elif member.location == "header":
            lines += [f"  if (const std::string* text = request.headers.find({name})) {{"]
            lines += [f"    if (!{bindings.from_text(member, '*text', target)}) {wrong}"]
            lines += ["  }" + (f" else r.missing({literal(member.path_name)});" if member.required else "")]
        elif member.location == "querystring":
            if member.shape.type == "list":
                lines += [
                    f"  if (!wire::read_list(query, {name}, {target})) {wrong}",
                ]
            elif member.shape.type == "map":
                raise Unsupported(f"{operation.name}.{member.name}: a map in the query string")
            else:
                lines += [f"  if (const std::string* text = wire::find(query, {name})) {{"]
                lines += [f"    if (!{bindings.from_text(member, '*text', target)}) {wrong}"]
                lines += ["  }" + (f" else r.missing({literal(member.path_name)});" if member.required else "")]
        elif member.location == "headers":
            lines.append(f"  wire::read_prefixed(request.headers, {name}, {target});")
        elif member.location is not None:
            raise Unsupported(f"{operation.name}.{member.name}: location {member.location}")
    return lines


def emit_decode(service: Service, operation: Operation) -> list[str]:
    lines = [
        f"Result<{io_type(operation.input)}> {operation.name}::decode_request(",
        "    [[maybe_unused]] const HttpRequest& request, [[maybe_unused]] const PathParameters& path) {",
    ]
    if not operation.input:
        return lines + ["  return Unit{};", "}", ""]
    shape = operation.input
    lines += [f"  {cpp_name(shape.name)} in;", "  json::Reader r;"]
    if service.is_rest:
        lines += bind_inputs(operation)
    payload = shape.payload
    if payload and payload.shape.type in ("blob", "string"):
        value = "Blob{request.body}" if payload.shape.type == "blob" else "request.body"
        lines.append(f"  if (!request.body.empty()) in.{payload.cpp} = {value};")
    elif payload:
        lines.append(
            f"  if (!json::parse(r, request.body, in.{payload.cpp})) "
            "return fail(errors::SerializationException(r.error()));"
        )
    elif shape.body_members:
        lines.append(
            "  if (!json::parse(r, request.body, in)) return fail(errors::SerializationException(r.error()));"
        )
    if shape.constrained:
        lines += [
            "  Validator v(r.missing_paths());",
            "  validate(v, in);",
            "  if (std::string message = v.message(); !message.empty()) {",
            f"    return fail(errors::{service.facts.get('validation_error', 'ValidationException')}(std::move(message)));",
            "  }",
        ]
    lines += [
        "  if (!r.invalid().empty()) {",
        f"    return fail(errors::{service.facts.get('validation_error', 'ValidationException')}(r.invalid()));",
        "  }",
        "  return in;",
        "}",
        "",
    ]
    return lines


def emit_encode(service: Service, operation: Operation) -> list[str]:
    lines = [
        f"HttpResponse {operation.name}::encode_response([[maybe_unused]] const {io_type(operation.output)}& out) {{",
        f"  HttpResponse response{{.status = {operation.status}}};",
    ]
    shape = operation.output
    if not service.is_rest:
        lines.append(f"  response.headers.add(\"Content-Type\", {literal(CONTENT_TYPES[service.protocol])});")
        # An operation without output answers an empty body, as AWS does for these protocols.
        if shape:
            lines.append("  response.body = json::to_json(out);")
        return lines + ["  return response;", "}", ""]
    for member in shape.members if shape else []:
        value = f"out.{member.cpp}" if member.required else f"*out.{member.cpp}"
        guard = "" if member.required else f"if (out.{member.cpp}) "
        if member.location == "statusCode":
            lines.append(f"  {guard}response.status = {value};")
        elif member.location == "header":
            lines.append(
                f"  {guard}response.headers.add({literal(member.wire_name)}, {bindings.to_text(member, value)});"
            )
        elif member.location == "headers":
            lines.append(f"  {guard}wire::add_prefixed(response.headers, {literal(member.wire_name)}, {value});")
        elif member.location is not None:
            raise Unsupported(f"{operation.name}.{member.name}: location {member.location}")
    payload = shape.payload if shape else None
    if payload:
        value = f"out.{payload.cpp}" if payload.required else f"(*out.{payload.cpp})"
        guard = "" if payload.required else f"if (out.{payload.cpp}) "
        if payload.shape.type in ("blob", "string"):
            content = service.facts.get("blob_content_type", "application/octet-stream")
            body = f"{value}.bytes" if payload.shape.type == "blob" else value
            lines += [
                f"  {guard}response.body = {body};",
                f'  if (!response.headers.contains("Content-Type")) response.headers.add("Content-Type", {literal(content)});',
            ]
        else:
            lines += [
                f"  {guard}response.body = json::to_json({value});",
                '  response.headers.add("Content-Type", "application/json");',
            ]
    elif shape and operation.status != 204:
        lines += [
            "  response.body = json::to_json(out);",
            '  response.headers.add("Content-Type", "application/json");',
        ]
    return lines + ["  return response;", "}", ""]


def emit_source(service: Service) -> str:
    lines = [
        banner(),
        "#include <limits>",
        "",
        '#include "aws/core/validation.h"',
        '#include "aws/core/wire.h"',
        f'#include "aws/{service.name}/json.h"',
        f'#include "aws/{service.name}/json_reader.h"',
        f'#include "aws/{service.name}/model.h"',
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "namespace {",
        "",
    ]
    lines += validation.emit(service)
    lines += ["}  // namespace", ""]
    for operation in service.operations:
        lines += emit_decode(service, operation)
        lines += emit_encode(service, operation)
    lines += [f"}}  // namespace bellwether::aws::{service.name}", ""]
    return "\n".join(lines)
