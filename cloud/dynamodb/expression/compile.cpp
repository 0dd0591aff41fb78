#include "cloud/dynamodb/expression/compile.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "cloud/dynamodb/expression/condition_check.h"
#include "cloud/dynamodb/expression/condition_parser.h"
#include "cloud/dynamodb/expression/operand_check.h"
#include "cloud/dynamodb/expression/update_check.h"
#include "cloud/dynamodb/expression/update_parser.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

using aws::dynamodb::errors::ValidationException;

std::string joined(std::span<const Parameter> parameters, std::string_view separator,
                   bool given_only) {
  std::string names;
  for (const auto& parameter : parameters) {
    if (given_only && !parameter.given) continue;
    if (!names.empty()) names += separator;
    names += parameter.name;
  }
  return names;
}

std::unexpected<aws::Error> invalid(std::string_view parameter, const std::string& message) {
  return aws::fail(ValidationException("Invalid " + std::string(parameter) + ": " + message));
}

std::optional<aws::Error> check_values(std::span<const Parameter> expressions) {
  std::vector<Parameter> with_values;
  for (const auto& parameter : expressions) {
    if (parameter.name == "ProjectionExpression") continue;
    if (parameter.given) return std::nullopt;
    with_values.push_back(parameter);
  }
  return ValidationException(
      "ExpressionAttributeValues can only be specified when using expressions: " +
      joined(with_values, " and ", false) + (with_values.size() > 1 ? " are null" : " is null"));
}

bool is_given(std::span<const Parameter> parameters, std::string_view name) {
  return std::ranges::any_of(parameters, [&](const Parameter& parameter) {
    return parameter.name == name && parameter.given;
  });
}

std::optional<aws::Error> check_conditional_operator(std::span<const Parameter> legacy) {
  if (!is_given(legacy, "ConditionalOperator")) return std::nullopt;
  std::size_t conditions = 0;
  for (const auto& parameter : legacy) conditions += parameter.conditions;
  if (conditions > 1) return std::nullopt;
  return ValidationException(conditions == 0
                                 ? "ConditionalOperator cannot be used without Filter or Expected"
                                 : "ConditionalOperator can only be used when Filter or Expected "
                                   "has two or more elements");
}

bool mentions(const Operand& operand, std::string_view attribute) {
  if (operand.kind == Operand::Kind::path) return operand.path.front().name == attribute;
  return std::ranges::any_of(
      operand.arguments, [&](const Operand& argument) { return mentions(argument, attribute); });
}

bool mentions(const Condition& condition, std::string_view attribute) {
  return std::ranges::any_of(condition.operands,
                             [&](const Operand& each) { return mentions(each, attribute); }) ||
         std::ranges::any_of(condition.conditions,
                             [&](const Condition& each) { return mentions(each, attribute); });
}

}  // namespace

std::optional<aws::Error> check_parameters(std::span<const Parameter> expressions,
                                           std::span<const Parameter> legacy, bool names,
                                           const bool* values) {
  const std::string used = joined(expressions, ", ", true);
  // KeyConditions may go with expressions other than its own.
  const bool key_expression = is_given(expressions, "KeyConditionExpression");
  std::vector<Parameter> rivals;
  std::ranges::copy_if(legacy, std::back_inserter(rivals), [&](const Parameter& parameter) {
    return parameter.name != "KeyConditions" || key_expression;
  });
  const std::string old = joined(rivals, ", ", true);
  if (!used.empty() && !old.empty()) {
    return ValidationException(
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {" +
        old + "} Expression parameters: {" + used + "}");
  }
  if (auto error = check_conditional_operator(legacy)) return error;
  if (names && used.empty()) {
    return ValidationException(
        "ExpressionAttributeNames can only be specified when using expressions");
  }
  if (values && *values) return check_values(expressions);
  return std::nullopt;
}

Compiler::Compiler(const std::optional<Names>& names, std::optional<Item>* values)
    : placeholders_(names ? &*names : nullptr, values && *values ? &**values : nullptr) {}

aws::Result<std::optional<Condition>> Compiler::condition(
    std::string_view parameter, const std::optional<std::string>& expression) {
  auto condition = key_condition(parameter, expression);
  if (condition && *condition) note_paths(**condition);
  return condition;
}

aws::Result<std::optional<Condition>> Compiler::key_condition(
    std::string_view parameter, const std::optional<std::string>& expression) {
  if (!expression) return std::nullopt;
  ConditionParser parser(*expression);
  Condition condition = parser.parse();
  if (parser.error()) return invalid(parameter, *parser.error());
  if (parser.has_redundant_parentheses()) {
    return invalid(parameter, "The expression has redundant parentheses;");
  }
  if (const auto message = expression::check(condition, placeholders_)) {
    return invalid(parameter, *message);
  }
  return condition;
}

aws::Result<std::optional<Update>> Compiler::update(std::string_view parameter,
                                                    const std::optional<std::string>& expression) {
  if (!expression) return std::nullopt;
  UpdateParser parser(*expression);
  Update update = parser.parse();
  if (parser.error()) return invalid(parameter, *parser.error());
  if (const auto message = expression::check(update, parser.repeated_section(), placeholders_)) {
    return invalid(parameter, *message);
  }
  for (const auto& action : update.actions) {
    note_path(action.path);
    if (action.kind != Update::Action::Kind::remove) note_paths(action.value);
  }
  return update;
}

aws::Result<std::optional<Projection>> Compiler::projection(
    std::string_view parameter, const std::optional<std::string>& expression) {
  if (!expression) return std::nullopt;
  ProjectionParser parser(*expression);
  auto paths = parser.parse();
  if (parser.error()) return invalid(parameter, *parser.error());
  for (const auto& path : paths) {
    if (const auto message = check_reserved(path)) return invalid(parameter, *message);
  }
  for (auto& path : paths) {
    if (const auto message = resolve(path, placeholders_)) return invalid(parameter, *message);
    note_path(path);
  }
  if (const auto message = check_overlap(paths)) return invalid(parameter, *message);
  return Projection(paths);
}

aws::Result<std::optional<Condition>> Compiler::legacy_condition(
    Expected expected, const std::optional<std::string>& conditional_operator) {
  auto condition = expression::legacy_condition(std::move(expected), conditional_operator);
  if (condition && *condition) note_paths(**condition);
  return condition;
}

aws::Result<std::optional<Condition>> Compiler::legacy_condition(
    Comparisons filter, const std::optional<std::string>& conditional_operator) {
  auto condition = expression::legacy_condition(std::move(filter), conditional_operator);
  if (condition && *condition) note_paths(**condition);
  return condition;
}

aws::Result<std::optional<Projection>> Compiler::legacy_projection(
    const std::vector<std::string>& attributes) {
  const auto paths = expression::legacy_projection(attributes);
  if (!paths) return aws::fail(paths.error());
  for (const auto& path : *paths) note_path(path);
  return Projection(*paths);
}

void Compiler::note_paths(const Condition& condition) {
  for (const auto& operand : condition.operands) note_paths(operand);
  for (const auto& inner : condition.conditions) note_paths(inner);
}

void Compiler::note_paths(const Operand& operand) {
  if (operand.kind == Operand::Kind::path) note_path(operand.path);
  for (const auto& argument : operand.arguments) note_paths(argument);
}

void Compiler::note_path(const Path& path) {
  mentioned_.push_back(path.front().name);
  if (path.size() > 1) entered_.push_back(path.front().name);
}

std::optional<aws::Error> check_filter_keys(std::string_view what, const Condition& filter,
                                            const KeySchema& keys) {
  const auto refusal = [&](const KeyAttribute& key) {
    return ValidationException(std::string(what) +
                               " can only contain non-primary key attributes: Primary key "
                               "attribute: " +
                               key.name);
  };
  if (mentions(filter, keys.partition.name)) return refusal(keys.partition);
  if (keys.sort && mentions(filter, keys.sort->name)) return refusal(*keys.sort);
  return std::nullopt;
}

}  // namespace bellwether::cloud::dynamodb::expression
