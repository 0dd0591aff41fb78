"""Emits model.h and model.cpp: the shapes, their enum values, errors and operations."""

from __future__ import annotations

from model import Member, Operation, Service, Shape, cpp_name
from text import banner, literal


def member_type(service: Service, structure: Shape, member: Member) -> str:
    cpp = member.cpp_type
    if member.streaming:
        return cpp
    if (structure.name, member.name) in service.boxed:
        cpp = f"Box<{cpp}>"
    return cpp if member.required else f"std::optional<{cpp}>"


def emit_structure(service: Service, shape: Shape) -> list[str]:
    if shape.is_union:
        return emit_union(shape)
    name = cpp_name(shape.name)
    lines = [f"struct {name} {{"]
    for member in shape.members:
        lines.append(f"  {member_type(service, shape, member)} {member.cpp}{{}};")
    lines.append(f"  friend bool operator==(const {name}&, const {name}&) = default;")
    return lines + ["};", ""]


def emit_union(shape: Shape) -> list[str]:
    name = cpp_name(shape.name)
    types = ", ".join(["std::monostate"] + [m.shape.cpp for m in shape.members])
    names = ", ".join(["unset"] + [m.cpp for m in shape.members])
    lines = [
        "// Exactly one of its members; each accessor gives null when another one is set.",
        f"struct {name} {{",
        f"  enum class Member : std::uint8_t {{ {names} }};",
        f"  std::variant<{types}> value{{}};",
        "",
        "  Member member() const { return static_cast<Member>(value.index()); }",
    ]
    for index, member in enumerate(shape.members, 1):
        cpp = member.shape.cpp
        content = "content" if member.shape.type == "boolean" else "std::move(content)"
        lines += [
            f"  const {cpp}* {member.cpp}() const {{ return std::get_if<{index}>(&value); }}",
            f"  static {name} make_{member.name}({cpp} content) {{",
            f"    {name} made;",
            f"    made.value.emplace<{index}>({content});",
            "    return made;",
            "  }",
        ]
    lines.append(f"  friend bool operator==(const {name}&, const {name}&) = default;")
    return lines + ["};", ""]


def emit_enum(shape: Shape) -> list[str]:
    lines = [f"namespace {cpp_name(shape.name)} {{"]
    for value in shape.raw["enum"]:
        identifier = cpp_name("".join(c if c.isalnum() else "_" for c in value) or "empty")
        if identifier[0].isdigit():
            identifier = "_" + identifier
        lines.append(f"inline constexpr std::string_view {identifier} = {literal(value)};")
    lines.append(f"inline constexpr std::array all = {{{', '.join('std::string_view(' + literal(v) + ')' for v in shape.raw['enum'])}}};")
    return lines + [f"}}  // namespace {cpp_name(shape.name)}", ""]


def io_type(shape: Shape | None) -> str:
    return cpp_name(shape.name) if shape else "Unit"


def codec_includes(service: Service) -> list[str]:
    form = "xml" if service.is_xml else "json"
    return [f'#include "aws/{service.name}/{form}.h"', f'#include "aws/{service.name}/{form}_reader.h"']


def emit_operation(operation: Operation) -> list[str]:
    answer = [f"  static HttpResponse encode_response(const {io_type(operation.answer)}& output);"]
    return [
        f"struct {operation.name} {{",
        f"  using Input = {io_type(operation.input)};",
        f"  using Output = {io_type(operation.output)};",
        "  static const OperationInfo info;",
        "  static Result<Input> decode_request(const HttpRequest& request, const PathParameters& path);",
        "  static HttpResponse encode_response(const Output& output);",
        *(answer if operation.answer else []),
        "  static HttpRequest encode_request(const Input& input);",
        "  static Result<Output> decode_response(const HttpResponse& response);",
        "};",
        "",
    ]


def generic_errors(service: Service) -> list[str]:
    if service.is_xml:
        return []
    modelled = {e.name for e in service.errors}
    names = ["SerializationException", service.facts.get("validation_error", "ValidationException")]
    return [name for name in dict.fromkeys(names) if name not in modelled]


def check_names(service: Service) -> None:
    shapes = {cpp_name(s.name) for s in service.structures}
    clash = shapes & {op.name for op in service.operations}
    if clash:
        raise SystemExit(f"{service.name}: operations named as shapes: {sorted(clash)}")


def emit_header(service: Service) -> str:
    check_names(service)
    lines = [
        banner(),
        "#pragma once",
        "",
        "#include <array>",
        "#include <cstdint>",
        "#include <functional>",
        "#include <map>",
        "#include <optional>",
        "#include <span>",
        "#include <string>",
        "#include <string_view>",
        "#include <utility>",
        "#include <variant>",
        "#include <vector>",
        "",
        '#include "aws/core/body.h"',
        '#include "aws/core/error.h"',
        '#include "aws/core/operation.h"',
        '#include "aws/core/types.h"',
        *(f'#include "aws/{other}/model.h"' for other in service.shared),
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "",
        "extern const ServiceInfo service;",
        "",
        *(
            [
                "// What the model has beyond the operations below: to be named when it is asked for.",
                "extern const std::span<const OperationInfo> other_operations;",
                "",
            ]
            if service.is_rest
            else []
        ),
        "// The values of the model's enums, which are strings on the wire and in the shapes.",
        "namespace values {",
        "",
    ]
    for shape in service.enums:
        lines += emit_enum(shape)
    lines += ["}  // namespace values", ""]
    for shape in service.structures:
        lines.append(f"struct {cpp_name(shape.name)};")
    lines.append("")
    for shape in service.structures:
        lines += emit_structure(service, shape)
    lines += ["// The modelled errors of the operations, with their HTTP status.", "namespace errors {", ""]
    for name in generic_errors(service) + [cpp_name(e.name) for e in service.errors]:
        lines.append(f"aws::Error {name}(std::string message);")
    lines += ["", "}  // namespace errors", ""]
    for operation in service.operations:
        lines += emit_operation(operation)
    lines += [f"}}  // namespace bellwether::aws::{service.name}", ""]
    return "\n".join(lines)


def emit_error(shape: Shape) -> list[str]:
    error = shape.raw.get("error", {})
    status = error.get("httpStatusCode", 500 if shape.raw.get("fault") else 400)
    code = error.get("code", shape.name)
    members = [m.name for m in shape.members]
    message_key = next((m for m in members if m.lower() == "message"), "message")
    fields = ""
    if "Type" in members:
        # Lambda's errors carry whose fault it was.
        fields = '"Type":"User"' if status < 500 else '"Type":"Service"'
    return [
        f"aws::Error {cpp_name(shape.name)}(std::string message) {{",
        f"  return {{.code = {literal(code)},",
        "          .message = std::move(message),",
        f"          .http_status = {status},",
        f"          .fields = {literal(fields)},",
        f"          .message_key = {literal(message_key)}}};",
        "}",
        "",
    ]


def emit_texts(routed: dict[str, tuple[list[str], list[str]]]) -> list[str]:
    """The lists of texts that OperationInfo refers to."""
    lines = ["namespace {", ""]
    for name, lists in routed.items():
        for kind, texts in zip(("query", "headers"), lists):
            if texts:
                content = ", ".join(literal(t) for t in texts)
                lines.append(f"constexpr std::string_view {kind}_of_{name}[] = {{{content}}};")
    return lines + ["", "}  // namespace", ""]


def emit_info(service: Service, operation: Operation, query: list[str], headers: list[str]) -> list[str]:
    lines = [
        "    .service = service,",
        f"    .name = {literal(operation.name)},",
        f"    .method = {literal(operation.method)},",
        f"    .uri = {literal(operation.uri)},",
    ]
    if query:
        lines.append(f"    .query = query_of_{operation.name},")
    if headers:
        lines.append(f"    .headers = headers_of_{operation.name},")
    lines.append(f"    .success_status = {operation.status},")
    if operation.streaming_input:
        lines.append("    .streams_request = true,")
    return lines


def emit_others(service: Service) -> str:
    """others.cpp: only servers need to know what is not answered."""
    routed = {op.name: (op.query, op.required("header")) for op in service.others}
    lines = [
        banner(),
        f'#include "aws/{service.name}/model.h"',
        "",
        f"namespace bellwether::aws::{service.name} {{",
        *emit_texts(routed),
        "namespace {",
        "",
        "constexpr OperationInfo others[] = {",
    ]
    for operation in service.others:
        lines += ["  {", *emit_info(service, operation, *routed[operation.name]), "  },"]
    return "\n".join(
        lines
        + ["};", "", "}  // namespace", ""]
        + ["constinit const std::span<const OperationInfo> other_operations = others;", ""]
        + [f"}}  // namespace bellwether::aws::{service.name}", ""]
    )


def emit_source(service: Service) -> str:
    meta = service.metadata
    lines = [
        banner(),
        f'#include "aws/{service.name}/model.h"',
        "",
        f"namespace bellwether::aws::{service.name} {{",
        "",
        "constinit const ServiceInfo service = {",
        f"    .name = {literal(service.name)},",
        f"    .endpoint_prefix = {literal(meta['endpointPrefix'])},",
        f"    .signing_name = {literal(meta.get('signingName', meta['endpointPrefix']))},",
        f"    .target_prefix = {literal(meta.get('targetPrefix', ''))},",
        f"    .endpoint_env = {literal(service.endpoint_env)},",
        f"    .error_namespace = {literal(service.facts.get('error_namespace', ''))},",
        f"    .protocol = Protocol::{service.protocol},",
        f"    .errors = {'xml' if service.is_xml else 'json'}::error_form,",
        "};",
        "",
    ]
    if service.is_rest:
        routed = {op.name: (op.query, service.distinguishing_headers(op)) for op in service.operations}
        lines += emit_texts(routed)
    for operation in service.operations:
        lines.append(f"constinit const OperationInfo {operation.name}::info = {{")
        lines += emit_info(service, operation, *(routed[operation.name] if service.is_rest else ([], [])))
        lines += ["};", ""]
    lines += ["namespace errors {", ""]
    for name in generic_errors(service):
        lines += [
            f"aws::Error {name}(std::string message) {{",
            f"  return {{.code = {literal(name)}, .message = std::move(message), .http_status = 400}};",
            "}",
            "",
        ]
    for shape in service.errors:
        lines += emit_error(shape)
    lines += ["}  // namespace errors", f"}}  // namespace bellwether::aws::{service.name}", ""]
    return "\n".join(lines)
