"""Emits client.h and client.cpp: requests encoded, answers decoded, one method an operation."""

from __future__ import annotations

import re

import bindings
import xml_codec
from model import Member, Operation, Service, Shape, Unsupported
from shapes import codec_includes, io_type
from text import banner, literal

CONTENT_TYPES = {"json_1_0": "application/x-amz-json-1.0", "json_1_1": "application/x-amz-json-1.1"}


def emit_header(service: Service) -> str:
    lines = [
        banner(),
        "#pragma once",
        "",
        "#include <memory>",
        "#include <utility>",
        "",
        f'#include "aws/{service.name}/model.h"',
        "",
        "namespace bellwether::aws {",
        "class ClientCore;",
        "}",
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "",
        "// Blocking calls; safe from several threads. Only the operations that are called are linked.",
        "class Client {",
        " public:",
        "  explicit Client(std::shared_ptr<ClientCore> core) : core_(std::move(core)) {}",
        "",
    ]
    for operation in service.operations:
        argument = f"const {io_type(operation.input)}& input" if operation.input else ""
        lines.append(f"  Result<{io_type(operation.output)}> {operation.name}({argument}) const;")
        if operation.streaming_output:
            lines += [
                "  // The body goes to the sink as it arrives, and is not in the output.",
                f"  Result<{io_type(operation.output)}> {operation.name}({argument}, ByteSink& sink) const;",
            ]
    return "\n".join(
        lines
        + ["", " private:", "  std::shared_ptr<ClientCore> core_;", "};", ""]
        + [f"}}  // namespace bellwether::aws::{service.name}", ""]
    )


def emit_target(operation: Operation) -> list[str]:
    """The request line's path and query string."""
    lines: list[str] = []
    members = {m.wire_name: m for m in operation.input.members if m.location == "uri"} if operation.input else {}
    fixed_query = operation.fixed_query
    lines.append("  request.target.clear();")
    for piece in re.split(r"(\{[^}]+\})", operation.uri):
        if not piece:
            continue
        if piece.startswith("{"):
            greedy = piece.endswith("+}")
            name = piece.strip("{}").rstrip("+")
            text = bindings.to_text(members[name], f"in.{members[name].cpp}")
            lines.append(f"  request.target += percent_encode({text}, {'true' if greedy else 'false'});")
        else:
            lines.append(f"  request.target += {literal(piece)};")
    query = [m for m in operation.input.members if m.location == "querystring"] if operation.input else []
    if query or fixed_query:
        lines.append("  wire::QueryWriter query(request.target);")
        lines += [f"  query.raw({literal(part)});" for part in fixed_query]
    for member in query:
        value = f"in.{member.cpp}" if member.required else f"*in.{member.cpp}"
        guard = "" if member.required else f"if (in.{member.cpp}) "
        if member.shape.type == "list":
            lines.append(f"  {guard}for (const auto& text : {value}) query.add({literal(member.wire_name)}, text);")
        else:
            lines.append(f"  {guard}query.add({literal(member.wire_name)}, {bindings.to_text(member, value)});")
    return lines


def emit_encode(service: Service, operation: Operation) -> list[str]:
    lines = [
        f"HttpRequest {operation.name}::encode_request([[maybe_unused]] const {io_type(operation.input)}& in) {{",
        f"  HttpRequest request{{.method = {literal(operation.method)}}};",
    ]
    shape = operation.input
    if not service.is_rest:
        target = f"{service.metadata['targetPrefix']}.{operation.name}"
        return lines + [
            f'  request.headers.add("Content-Type", {literal(CONTENT_TYPES[service.protocol])});',
            f'  request.headers.add("X-Amz-Target", {literal(target)});',
            f"  request.body = {'json::to_json(in)' if shape else literal('{}')};",
            "  return request;",
            "}",
            "",
        ]
    lines += emit_target(operation)
    for member in shape.members if shape else []:
        value = f"in.{member.cpp}" if member.required else f"*in.{member.cpp}"
        guard = "" if member.required else f"if (in.{member.cpp}) "
        if member.location == "header":
            lines.append(
                f"  {guard}request.headers.add({literal(member.wire_name)}, {bindings.to_text(member, value)});"
            )
        elif member.location == "headers":
            lines.append(f"  {guard}wire::add_prefixed(request.headers, {literal(member.wire_name)}, {value});")
    if service.is_xml:
        return lines + emit_encode_xml(service, shape) + ["  return request;", "}", ""]
    payload = shape.payload if shape else None
    if payload:
        value = f"in.{payload.cpp}" if payload.required else f"(*in.{payload.cpp})"
        guard = "" if payload.required else f"if (in.{payload.cpp}) "
        if payload.shape.type == "blob":
            lines.append(f"  {guard}request.body = {value}.bytes;")
        elif payload.shape.type == "string":
            lines.append(f"  {guard}request.body = {value};")
        else:
            lines.append(f"  {guard}request.body = json::to_json({value});")
    elif shape and shape.body_members:
        lines += [
            "  request.body = json::to_json(in);",
            '  request.headers.add("Content-Type", "application/json");',
        ]
    return lines + ["  return request;", "}", ""]


def emit_encode_xml(service: Service, shape: Shape | None) -> list[str]:
    payload = shape.payload if shape else None
    if not payload:
        return []
    if payload.streaming:
        return [f"  request.body = in.{payload.cpp}.bytes;", f"  request.source = in.{payload.cpp}.source;"]
    value = f"in.{payload.cpp}" if payload.required else f"*in.{payload.cpp}"
    guard = "" if payload.required else f"if (in.{payload.cpp}) "
    return [f"  {guard}request.body = {xml_codec.document(service, xml_codec.payload_root(payload), value)};"]


def emit_decode_xml(operation: Operation) -> list[str]:
    shape = operation.output
    payload = shape.payload
    unreadable = f"return fail(wire::unreadable_answer({literal(operation.name)}, response.body));"
    if payload and payload.streaming:
        return [f"  out.{payload.cpp}.bytes = response.body;"]
    if payload:
        target = f"out.{payload.cpp}" if payload.required else f"out.{payload.cpp}.emplace()"
        return [f'  if (!xml::parse(response.body, "", {target})) {unreadable}']
    if shape.body_members:
        return [f'  if (!xml::parse(response.body, "", out)) {unreadable}']
    return []


def emit_decode(service: Service, operation: Operation) -> list[str]:
    lines = [
        f"Result<{io_type(operation.output)}> {operation.name}::decode_response(",
        "    [[maybe_unused]] const HttpResponse& response) {",
    ]
    shape = operation.output
    if not shape:
        return lines + ["  return Unit{};", "}", ""]
    lines += [f"  {io_type(shape)} out;"]
    for member in shape.members:
        wrong = f"return fail(wire::unreadable_answer({literal(operation.name)}, *text));"
        if member.location == "statusCode":
            lines.append(f"  out.{member.cpp} = response.status;")
        elif bindings.is_comma_list(member):
            lines.append(f"  wire::read_comma_list(response.headers, {literal(member.wire_name)}, out.{member.cpp});")
        elif member.location == "header":
            lines += [
                f"  if (const std::string* text = response.headers.find({literal(member.wire_name)})) {{",
                f"    if (!{bindings.from_text(member, '*text', f'out.{member.cpp}')}) {wrong}",
                "  }",
            ]
        elif member.location == "headers":
            lines.append(f"  wire::read_prefixed(response.headers, {literal(member.wire_name)}, out.{member.cpp});")
    if service.is_xml:
        return lines + emit_decode_xml(operation) + ["  return out;", "}", ""]
    payload = shape.payload
    unreadable = f"return fail(wire::unreadable_answer({literal(operation.name)}, response.body));"
    if payload and payload.shape.type == "blob":
        lines.append(f"  out.{payload.cpp} = Blob{{response.body}};")
    elif payload and payload.shape.type == "string":
        lines.append(f"  out.{payload.cpp} = response.body;")
    elif payload:
        lines += ["  json::Reader r;", f"  if (!json::parse(r, response.body, out.{payload.cpp})) {unreadable}"]
    elif shape.body_members:
        lines += ["  json::Reader r;", f"  if (!json::parse(r, response.body, out)) {unreadable}"]
    return lines + ["  return out;", "}", ""]


def emit_codec(service: Service) -> str:
    lines = [
        banner(),
        '#include "aws/core/wire.h"',
        *codec_includes(service),
        f'#include "aws/{service.name}/model.h"',
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "",
    ]
    for operation in service.operations:
        lines += emit_encode(service, operation)
        lines += emit_decode(service, operation)
    return "\n".join(lines + [f"}}  // namespace bellwether::aws::{service.name}", ""])


def idempotency_token(operation: Operation) -> Member | None:
    """What names a request, so that AWS carries out its repetitions once."""
    tokens = [m for m in operation.input.members if m.idempotency_token] if operation.input else []
    if not tokens:
        return None
    if len(tokens) > 1 or tokens[0].required:
        raise Unsupported(f"{operation.name}: an idempotency token that is not optional and alone")
    return tokens[0]


def emit_method(service: Service, operation: Operation, to_sink: bool) -> list[str]:
    argument = f"const {io_type(operation.input)}& input" if operation.input else ""
    # Inside the class the operation's type is hidden by the method of the same name.
    qualified = f"{service.name}::{operation.name}"
    further = ", sink" if to_sink else ""
    lines = [
        f"Result<{io_type(operation.output)}> Client::{operation.name}("
        f"{argument}{', ByteSink& sink' if to_sink else ''}) const {{"
    ]
    if token := idempotency_token(operation):
        lines += with_default(operation, token.cpp, "make_idempotency_token()", further)
    if mode := operation.response_checksum:
        lines += with_default(operation, mode.cpp, '"ENABLED"', further)
    lines.append(f"  auto request = {qualified}::encode_request({'input' if operation.input else 'Unit{}'});")
    if checksum := operation.request_checksum:
        lines += [
            f"  if (auto added = add_request_checksum(request, input.{checksum.cpp}); !added) {{",
            "    return fail(std::move(added.error()));",
            "  }",
        ]
    verifies = bool(operation.response_checksum)
    if to_sink:
        lines.append("  VerifyingSink verifying(sink);")
    lines += [
        f"  const auto response = core_->call({qualified}::info, std::move(request){', &verifying' if to_sink else ''});",
        "  if (!response) return std::unexpected(response.error());",
    ]
    if verifies:
        verified = "verifying.verify()" if to_sink else "verify_response_checksum(*response)"
        lines.append(f"  if (auto verified = {verified}; !verified) return fail(std::move(verified.error()));")
    return lines + [f"  return {qualified}::decode_response(*response);", "}", ""]


def with_default(operation: Operation, member: str, value: str, further: str) -> list[str]:
    return [
        f"  if (!input.{member}) {{",
        "    auto named = input;",
        f"    named.{member} = {value};",
        f"    return {operation.name}(named{further});",
        "  }",
    ]


def emit_client(service: Service) -> str:
    checks = any(op.request_checksum or op.response_checksum for op in service.operations)
    tokens = any(map(idempotency_token, service.operations))
    lines = [
        banner(),
        f'#include "aws/{service.name}/client.h"',
        "",
        *(['#include "aws/client/body_checksum.h"'] if checks else []),
        '#include "aws/client/client_core.h"',
        *(['#include "aws/client/idempotency_token.h"'] if tokens else []),
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "",
    ]
    for operation in service.operations:
        lines += emit_method(service, operation, to_sink=False)
        if operation.streaming_output:
            lines += emit_method(service, operation, to_sink=True)
    return "\n".join(lines + [f"}}  // namespace bellwether::aws::{service.name}", ""])
