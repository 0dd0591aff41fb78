"""Emits server_codec.cpp: requests decoded and checked, answers encoded."""

from __future__ import annotations

import bindings
import validation
import xml_codec
from model import Member, Operation, Service, Shape, Unsupported, cpp_name
from text import banner, literal
from shapes import codec_includes, io_type

CONTENT_TYPES = {"json_1_0": "application/x-amz-json-1.0", "json_1_1": "application/x-amz-json-1.1"}



def missing(service: Service, member: Member) -> str:
    """What follows a binding whose text is not there."""
    return f" else r.missing({literal(member.path_name)});" if member.required and service.validates else ""


def bind_inputs(service: Service, operation: Operation) -> list[str]:
    """Reads what travels outside the body."""
    lines: list[str] = []
    members = operation.input.members
    if any(m.location == "querystring" for m in members):
        lines.append("  const QueryParameters query = parse_query(request.query());")
    for member in members:
        name = literal(member.wire_name)
        target = f"in.{member.cpp}"
        if service.is_xml:
            wrong = f"return fail(xml::invalid_argument({name}, *text));"
        else:
            wrong = f"return fail(errors::SerializationException(wire::unreadable({literal(member.path_name)})));"
        if member.location == "uri":
            lines += [
                f"  if (const std::string* text = wire::find(path, {name})) {{",
                f"    if (!{bindings.from_text(member, '*text', target)}) {wrong}",
                "  }",
            ]
        elif bindings.is_comma_list(member):
            lines.append(f"  wire::read_comma_list(request.headers, {name}, {target});")
        elif member.location == "header":
            lines += [f"  if (const std::string* text = request.headers.find({name})) {{"]
            lines += [f"    if (!{bindings.from_text(member, '*text', target)}) {wrong}"]
            lines += ["  }" + missing(service, member)]
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
                lines += ["  }" + missing(service, member)]
        elif member.location == "headers":
            lines.append(f"  wire::read_prefixed(request.headers, {name}, {target});")
        elif member.location is not None:
            raise Unsupported(f"{operation.name}.{member.name}: location {member.location}")
    return lines


def emit_xml_body(service: Service, shape: Shape) -> list[str]:
    """Reads the body's document. A payload that is optional may be missing as a whole."""
    payload = shape.payload
    if payload and payload.streaming:
        return []
    if not payload:
        if shape.body_members:
            raise Unsupported(f"{shape.name}: members of a body without a payload, in a request")
        return []
    if not payload.shape.is_structure:
        raise Unsupported(f"{shape.name}: a payload that is no structure")
    root = literal(xml_codec.payload_root(payload))
    target = f"in.{payload.cpp}" if payload.required else f"in.{payload.cpp}.emplace()"
    missing_body = ["  if (request.body.empty()) return fail(xml::missing_body());"] if payload.required else []
    return missing_body + [
        f"  if (!request.body.empty() && !xml::parse(request.body, {root}, {target})) {{",
        "    return fail(xml::malformed());",
        "  }",
    ]


def emit_decode_xml(service: Service, operation: Operation) -> list[str]:
    shape = operation.input
    return [
        f"  {cpp_name(shape.name)} in;",
        *bind_inputs(service, operation),
        *emit_xml_body(service, shape),
        "  return in;",
        "}",
        "",
    ]


def emit_decode(service: Service, operation: Operation) -> list[str]:
    lines = [
        f"Result<{io_type(operation.input)}> {operation.name}::decode_request(",
        "    [[maybe_unused]] const HttpRequest& request, [[maybe_unused]] const PathParameters& path) {",
    ]
    if not operation.input:
        return lines + ["  return Unit{};", "}", ""]
    if service.is_xml:
        return lines + emit_decode_xml(service, operation)
    shape = operation.input
    lines += [f"  {cpp_name(shape.name)} in;", "  json::Reader r;"]
    if service.is_rest:
        lines += bind_inputs(service, operation)
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


def emit_encode_xml(service: Service, shape: Shape | None) -> list[str]:
    partial = service.facts.get("partial", {}).get(shape.name if shape else "")
    status = [f"  if (out.{partial}) response.status = 206;"] if partial else []
    payload = shape.payload if shape else None
    if payload and payload.streaming:
        return status + [f"  response.body = out.{payload.cpp}.bytes;"]
    if status:
        return status
    if payload:
        root = xml_codec.payload_root(payload)
        guard, value = ("", f"out.{payload.cpp}") if payload.required else (f"if (out.{payload.cpp}) ", f"*out.{payload.cpp}")
        return [
            f"  {guard}response.body = {xml_codec.document(service, root, value)};",
            '  response.headers.add("Content-Type", "application/xml");',
        ]
    if shape and shape.body_members:
        return [
            f"  response.body = {xml_codec.document(service, xml_codec.root_of(service, shape), 'out')};",
            '  response.headers.add("Content-Type", "application/xml");',
        ]
    return []


def emit_encode(service: Service, operation: Operation, shape: Shape | None) -> list[str]:
    lines = [
        f"HttpResponse {operation.name}::encode_response([[maybe_unused]] const {io_type(shape)}& out) {{",
        f"  HttpResponse response{{.status = {operation.status}}};",
    ]
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
    if service.is_xml:
        return lines + emit_encode_xml(service, shape) + ["  return response;", "}", ""]
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
        *(['#include "aws/core/validation.h"'] if service.validates else []),
        '#include "aws/core/wire.h"',
        *codec_includes(service),
        f'#include "aws/{service.name}/model.h"',
        *(['#include "aws/xml/errors.h"'] if service.is_xml else []),
        "",
        f"namespace bellwether::aws::{service.name} {{",
    ]
    if service.validates:
        lines += ["namespace {", "", *validation.emit(service), "}  // namespace", ""]
    for operation in service.operations:
        lines += emit_decode(service, operation)
        lines += emit_encode(service, operation, operation.output)
        if operation.answer:
            lines += emit_encode(service, operation, operation.answer)
    lines += [f"}}  // namespace bellwether::aws::{service.name}", ""]
    return "\n".join(lines)
