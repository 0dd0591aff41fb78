#include "cloud/dynamodb/expression/condition_check.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "cloud/dynamodb/expression/compare.h"
#include "cloud/dynamodb/expression/operand_check.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

constexpr std::array<std::string_view, 10> kTypes = {"B",  "NULL", "SS", "BOOL", "L",
                                                     "BS", "N",    "NS", "S",    "M"};
constexpr std::size_t kMaxCandidates = 100;

// The type that an operand has whatever the item; empty for paths.
std::string_view known_type(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::path:
      return "";
    case Operand::Kind::value:
      return type_name(operand.value);
    case Operand::Kind::function:
      return operand.name == "size" ? "N" : "BOOL";
  }
  return "";
}

// Calls visit for every comparison and function call, from left to right, until it gives a message.
template <class Visit>
Message each_leaf(Condition& condition, const Visit& visit) {
  if (condition.conditions.empty()) return visit(condition);
  for (auto& inner : condition.conditions) {
    if (auto message = each_leaf(inner, visit)) return message;
  }
  return std::nullopt;
}

Message check_known(const Operand& operand) {
  if (!is_function(operand) || condition_function(operand.name)) return std::nullopt;
  if (update_function(operand.name)) {
    return "The function is not allowed in a condition expression; function: " + operand.name;
  }
  return "Invalid function name; function: " + operand.name;
}

// Conditions are no operands, and size() is no condition.
Message check_only_sizes(const std::vector<Operand>& operands) {
  for (const auto& operand : operands) {
    if (is_function(operand) && operand.name != "size") return misused_function(operand.name);
  }
  return std::nullopt;
}

Message check_use(Condition& leaf) {
  if (leaf.kind == Condition::Kind::function) {
    if (leaf.operands.front().name == "size") {
      return misused_function(leaf.operands.front().name);
    }
  } else if (auto message = check_only_sizes(leaf.operands)) {
    return message;
  }
  return each_operand(leaf.operands,
                      [](const Operand& operand) { return check_only_sizes(operand.arguments); });
}

Message check_count(const Operand& operand) {
  if (!is_function(operand) || condition_function(operand.name) == operand.arguments.size()) {
    return std::nullopt;
  }
  return wrong_count(operand);
}

Message check_distinct(std::string_view name, const std::vector<Operand>& operands) {
  if (operands.size() != 2 || operands[0].kind != Operand::Kind::path ||
      operands[1].kind != Operand::Kind::path || operands[0].path != operands[1].path) {
    return std::nullopt;
  }
  return "The first operand must be distinct from the remaining operands for this operator or "
         "function; operator: " +
         std::string(name) + ", first operand: " + to_string(operands[0].path);
}

Message check_attribute_type(const Operand& type) {
  if (known_type(type) != "S") {
    const auto name = known_type(type);
    return wrong_type("attribute_type", name.empty() ? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}" : name);
  }
  if (std::ranges::count(kTypes, *type.value.S()) > 0) return std::nullopt;
  return "Invalid attribute type name found; type: " + *type.value.S() +
         ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}";
}

Message check_types(const Operand& operand) {
  if (!is_function(operand)) return std::nullopt;
  const auto& arguments = operand.arguments;
  if (operand.name.starts_with("attribute_") && operand.name != "attribute_type" &&
      arguments.front().kind != Operand::Kind::path) {
    return path_required(operand.name);
  }
  if (operand.name == "attribute_type") return check_attribute_type(arguments[1]);
  if (operand.name == "begins_with") {
    for (const auto& argument : arguments) {
      const auto type = known_type(argument);
      if (!type.empty() && type != "S" && type != "B") return wrong_type(operand.name, type);
    }
  }
  if (operand.name == "size") {
    const auto type = known_type(arguments.front());
    if (type == "N" || type == "BOOL" || type == "NULL") return wrong_type(operand.name, type);
  }
  return std::nullopt;
}

Message check_ordered(std::string_view name, const std::vector<Operand>& operands) {
  for (const auto& operand : operands) {
    const auto type = known_type(operand);
    if (!type.empty() && type != "S" && type != "N" && type != "B") return wrong_type(name, type);
  }
  return std::nullopt;
}

std::string shown(const AttributeValue& value) {
  std::string content;
  if (const auto* blob = value.B()) content = aws::base64_encode(blob->bytes);
  if (const auto* text = value.S()) content = *text;
  if (const auto* number = value.N()) content = *number;
  return "AttributeValue: {" + std::string(type_name(value)) + ":" + content + "}";
}

Message check_bounds(const Operand& lower, const Operand& upper) {
  if (lower.kind != Operand::Kind::value || upper.kind != Operand::Kind::value) return std::nullopt;
  const std::string operands =
      "lower bound operand: " + shown(lower.value) + ", upper bound operand: " + shown(upper.value);
  if (lower.value.member() != upper.value.member()) {
    return "The BETWEEN operator requires same data type for lower and upper bounds; " + operands;
  }
  if (*compare(lower.value, upper.value) <= 0) return std::nullopt;
  return "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " +
         operands;
}

Message check_operator(const Condition& leaf) {
  switch (leaf.kind) {
    case Condition::Kind::compare:
      if (auto message = check_distinct(leaf.comparator, leaf.operands)) return message;
      if (leaf.comparator == "=" || leaf.comparator == "<>") return std::nullopt;
      return check_ordered(leaf.comparator, leaf.operands);
    case Condition::Kind::between:
      if (auto message = check_ordered("BETWEEN", leaf.operands)) return message;
      return check_bounds(leaf.operands[1], leaf.operands[2]);
    case Condition::Kind::in:
      if (leaf.operands.size() - 1 <= kMaxCandidates) return std::nullopt;
      return "The IN operator is provided with too many operands; number of operands: " +
             std::to_string(leaf.operands.size() - 1);
    default:
      return std::nullopt;
  }
}

Message check_leaf(Condition& leaf) {
  if (auto message = each_operand(leaf.operands, check_count)) return message;
  const auto distinct = [](const Operand& operand) {
    return check_distinct(operand.name, operand.arguments);
  };
  if (auto message = each_operand(leaf.operands, distinct)) return message;
  if (auto message = each_operand(leaf.operands, check_types)) return message;
  return check_operator(leaf);
}

}  // namespace

std::optional<std::string> check(Condition& condition, Placeholders& placeholders) {
  const auto operands = [](auto visit) {
    return [visit](Condition& leaf) { return each_operand(leaf.operands, visit); };
  };
  if (auto message = each_leaf(condition, operands(check_known))) return message;
  if (auto message = each_leaf(condition, check_use)) return message;
  const auto reserved = [](const Operand& operand) { return check_reserved(operand.path); };
  if (auto message = each_leaf(condition, operands(reserved))) return message;
  const auto resolved = [&](Operand& operand) { return resolve(operand, placeholders); };
  return each_leaf(condition, [&](Condition& leaf) -> Message {
    if (auto message = each_operand(leaf.operands, resolved)) return message;
    return check_leaf(leaf);
  });
}

std::optional<std::string> check_operators(Condition& condition) {
  return each_leaf(condition, check_leaf);
}

}  // namespace bellwether::cloud::dynamodb::expression
