"""Emits the validate() overloads: the model's constraints, checked in the model's order."""

from __future__ import annotations

from model import Service, Shape, Unsupported, cpp_name
from text import literal

# The models' patterns are Java's. RE2 has no lookaround; what uses it is spelt here without.
WITHOUT_LOOKAROUND = {
    r"[0-9A-Za-z\.\-_]*(?<!\.)": r"([0-9A-Za-z\.\-_]*[0-9A-Za-z\-_])?",
}

# Strings that are the name of something or its ARN: of these the models have only an ARN's length.
# By service and shape: the most characters of a name, and its pattern.
NAMES_OR_ARNS = {("dynamodb", "TableArn"): (255, "[a-zA-Z0-9_.-]+")}

# Lengths that the service checks by itself, because AWS tells of them in other words.
CHECKED_BY_THE_SERVICE = {
    ("dynamodb", "BatchGetRequestMap"),
    ("dynamodb", "KeyList"),
    ("dynamodb", "BatchWriteItemRequestMap"),
    ("dynamodb", "WriteRequests"),
}

NO_MAX = "std::numeric_limits<std::int64_t>::max()"


def re2_pattern(pattern: str) -> str:
    pattern = WITHOUT_LOOKAROUND.get(pattern, pattern)
    if any(group in pattern for group in ("(?<", "(?=", "(?!")):
        raise Unsupported(f"the pattern {pattern}: add its form without lookaround")
    return pattern


def checks(shape: Shape, name: str, value: str, indent: str, depth: int = 1) -> list[str]:
    """Checks of one value called `name` in messages; `depth` tells the loops' variables apart."""
    raw = shape.raw
    lines: list[str] = []
    key = (shape.service.name, shape.name)
    if ("min" in raw or "max" in raw) and key not in CHECKED_BY_THE_SERVICE:
        if shape.type in ("integer", "long", "float", "double"):
            low = raw.get("min", "-std::numeric_limits<double>::infinity()")
            high = raw.get("max", "std::numeric_limits<double>::infinity()")
            lines.append(f"{indent}v.range({literal(name)}, {value}, {low}, {high});")
        elif shape.type != "boolean" and shape.type != "timestamp":
            low, high = raw.get("min", 0), raw.get("max", NO_MAX)
            lines.append(f"{indent}v.length({literal(name)}, {value}, {low}, {high});")
    if "pattern" in raw and shape.type == "string":
        lines.append(f"{indent}v.pattern({literal(name)}, {value}, {literal(re2_pattern(raw['pattern']))});")
    if key in NAMES_OR_ARNS:
        longest, pattern = NAMES_OR_ARNS[key]
        lines.append(f"{indent}v.name_or_arn({literal(name)}, {value}, {longest}, {literal(pattern)});")
    if raw.get("enum"):
        lines.append(f"{indent}v.one_of({literal(name)}, {value}, values::{cpp_name(shape.name)}::all);")
    if shape.checks_keys:
        lines.append(f"{indent}v.keys({literal(name)}, {value}, {key_rules(shape)});")
    if shape.type in ("list", "map") and shape.element.constrained:
        lines.append(f"{indent}v.nested({literal(name)}, {value}, [&](const auto& elements{depth}) {{")
        lines.append(f"{indent}  v.each(elements{depth}, [&](const auto& element{depth}) {{")
        lines += element_checks(shape.element, indent + "    ", depth)
        lines += [f"{indent}  }});", f"{indent}}});"]
    elif shape.is_structure and not shape.is_union and shape.constrained:
        lines.append(
            f"{indent}v.nested({literal(name)}, {value}, [&](const auto& shape) {{ validate(v, shape); }});"
        )
    return lines


def key_rules(shape: Shape) -> str:
    """The KeyRules of a map, as C++ spells them."""
    raw = shape.key.raw
    if "enum" in raw:
        raise Unsupported(f"{shape.name}: an enum as the keys of a map")
    rules = [f".{bound} = {raw[bound]}" for bound in ("min", "max") if bound in raw]
    if "pattern" in raw:
        rules.append(f".pattern = {literal(re2_pattern(raw['pattern']))}")
    if shape.raw.get("sensitive") or shape.key.raw.get("sensitive"):
        rules.append(".hidden = true")
    return f"{{{', '.join(rules)}}}"


def element_checks(shape: Shape, indent: str, depth: int) -> list[str]:
    """Inside a list or map the element's own name is "member"."""
    return checks(shape, "member", f"element{depth}", indent, depth + 1)


def structures_to_validate(service: Service) -> list[Shape]:
    inputs = [op.input for op in service.operations if op.input]
    reached: dict[str, Shape] = {}

    def visit(shape: Shape) -> None:
        if shape.type in ("list", "map"):
            visit(shape.element)
        elif shape.is_structure and not shape.is_union and shape.constrained and shape.name not in reached:
            reached[shape.name] = shape
            for member in shape.members:
                visit(member.shape)

    for shape in inputs:
        visit(shape)
    return list(reached.values())


def emit(service: Service) -> list[str]:
    lines: list[str] = []
    shapes = structures_to_validate(service)
    for shape in shapes:
        lines.append(f"void validate(Validator& v, const {cpp_name(shape.name)}& in);")
    lines.append("")
    for shape in shapes:
        lines.append(f"void validate(Validator& v, [[maybe_unused]] const {cpp_name(shape.name)}& in) {{")
        for member in shape.members:
            found = checks(member.shape, member.path_name, f"in.{member.cpp}", "  ")
            if member.required and found:
                lines.append(f"  if (v.required({literal(member.path_name)})) {{")
                lines += ["  " + line for line in found]
                lines.append("  }")
            elif member.required:
                lines.append(f"  v.required({literal(member.path_name)});")
            else:
                lines += found
        lines += ["}", ""]
    return lines
