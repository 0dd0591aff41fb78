#include "cloud/dynamodb/expression/update_check.h"

#include <span>
#include <string_view>
#include <vector>

#include "cloud/dynamodb/expression/operand_check.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

using Action = Update::Action;

Message each_action(Update& update, const auto& visit) {
  for (auto& action : update.actions) {
    if (auto message = visit(action)) return message;
  }
  return std::nullopt;
}

Message each_operand_of(Action& action, const auto& visit) {
  return each_operand(std::span(&action.value, action.kind == Action::Kind::remove ? 0 : 1), visit);
}

Message check_reserved_in(Action& action) {
  if (auto message = check_reserved(action.path)) return message;
  return each_operand_of(action,
                         [](const Operand& operand) { return check_reserved(operand.path); });
}

Message check_known(const Operand& operand) {
  if (!is_function(operand) || update_function(operand.name)) return std::nullopt;
  if (condition_function(operand.name)) {
    return "The function is not allowed in an update expression; function: " + operand.name;
  }
  return "Invalid function name; function: " + operand.name;
}

// Only if_not_exists() may be an operand: list_append(list_append(...), ...) is refused.
Message check_use(const Operand& operand) {
  for (const auto& argument : operand.arguments) {
    if (is_function(argument) && argument.name != "if_not_exists") {
      return misused_function(argument.name);
    }
  }
  return std::nullopt;
}

Message check_paths(const Update& update) {
  std::vector<Path> paths;
  paths.reserve(update.actions.size());
  for (const auto& action : update.actions) paths.push_back(action.path);
  return check_overlap(paths);
}

// These messages have their own names for types.
std::string_view long_type_name(const AttributeValue& value) {
  using Member = AttributeValue::Member;
  switch (value.member()) {
    case Member::S:
      return "STRING";
    case Member::N:
      return "NUMBER";
    case Member::B:
      return "BINARY";
    case Member::NULL_:
      return "NULL";
    case Member::BOOL:
      return "BOOLEAN";
    case Member::L:
      return "LIST";
    case Member::M:
      return "MAP";
    default:
      return "";
  }
}

Message check_added(const Action& action) {
  const bool adds = action.kind == Action::Kind::add;
  if (!adds && action.kind != Action::Kind::erase) return std::nullopt;
  const AttributeValue& value = action.value.value;
  const std::string_view type = long_type_name(value);
  if (type.empty() || (adds && value.N())) return std::nullopt;
  const std::string_view name = adds ? "ADD" : "DELETE";
  return "Incorrect operand type for operator or function; operator: " + std::string(name) +
         ", operand type: " + std::string(type) + ", typeSet: ALLOWED_FOR_" + std::string(name) +
         "_OPERAND";
}

Message check_function(const Operand& operand) {
  if (!is_function(operand)) return std::nullopt;
  const auto& arguments = operand.arguments;
  if (update_function(operand.name) != arguments.size()) return wrong_count(operand);
  if (operand.name == "if_not_exists") {
    if (arguments.front().kind == Operand::Kind::path) return std::nullopt;
    return path_required(operand.name);
  }
  const std::string_view wanted = operand.name == "list_append" ? "L" : "N";
  for (const auto& argument : arguments) {
    if (argument.kind != Operand::Kind::value) continue;
    const std::string_view type = type_name(argument.value);
    if (type != wanted) return wrong_type(operand.name, type);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check(Update& update, const std::optional<std::string>& repeated_section,
                                 Placeholders& placeholders) {
  const auto operands = [](auto visit) {
    return [visit](Action& action) { return each_operand_of(action, visit); };
  };
  if (auto message = each_action(update, check_reserved_in)) return message;
  if (auto message = each_action(update, operands(check_known))) return message;
  if (auto message = each_action(update, operands(check_use))) return message;
  if (repeated_section) {
    return "The \"" + *repeated_section +
           "\" section can only be used once in an update expression;";
  }
  const auto names = [&](Operand& operand) -> Message {
    return operand.kind == Operand::Kind::path ? resolve(operand, placeholders) : std::nullopt;
  };
  const auto targets = [&](Action& action) -> Message {
    if (auto message = resolve(action.path, placeholders)) return message;
    return each_operand_of(action, names);
  };
  if (auto message = each_action(update, targets)) return message;
  const auto values = [&](Operand& operand) { return resolve(operand, placeholders); };
  if (auto message = each_action(update, operands(values))) return message;
  if (auto message = check_paths(update)) return message;
  if (auto message = each_action(update, check_added)) return message;
  return each_action(update, operands(check_function));
}

}  // namespace bellwether::cloud::dynamodb::expression
