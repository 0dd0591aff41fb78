#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "cloud/dynamodb/expression/compare.h"
#include "cloud/dynamodb/expression/legacy.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

using Values = std::vector<AttributeValue>;
using Member = AttributeValue::Member;

std::unexpected<aws::Error> refuse(std::string message) {
  return aws::fail(aws::dynamodb::errors::ValidationException(std::move(message)));
}

std::unexpected<aws::Error> invalid(const std::string& what) {
  return refuse("One or more parameter values were invalid: " + what);
}

// How many values a ComparisonOperator takes, and of which types.
struct Operator {
  enum class Types { any, ordered, text, element };
  std::string_view name;
  std::size_t fewest;
  std::size_t most;
  Types types;
  // What it is in expressions: a comparator or a function; none for those built otherwise.
  std::string_view expression;
  KeyOperator key = KeyOperator::unindexable;
};

constexpr std::size_t kMany = SIZE_MAX;
using Types = Operator::Types;
constexpr std::array<Operator, 13> kOperators = {{
    {"EQ", 1, 1, Types::any, "=", KeyOperator::equal},
    {"NE", 1, 1, Types::any, "<>"},
    {"LT", 1, 1, Types::ordered, "<", KeyOperator::less},
    {"LE", 1, 1, Types::ordered, "<=", KeyOperator::less_or_equal},
    {"GT", 1, 1, Types::ordered, ">", KeyOperator::greater},
    {"GE", 1, 1, Types::ordered, ">=", KeyOperator::greater_or_equal},
    {"NULL", 0, 0, Types::any, "attribute_not_exists"},
    {"NOT_NULL", 0, 0, Types::any, "attribute_exists"},
    {"CONTAINS", 1, 1, Types::element, "contains"},
    {"NOT_CONTAINS", 1, 1, Types::element, ""},
    {"BEGINS_WITH", 1, 1, Types::text, "begins_with", KeyOperator::begins_with},
    {"IN", 1, kMany, Types::ordered, ""},
    {"BETWEEN", 2, 2, Types::ordered, "", KeyOperator::between},
}};

// The model admits no other names.
const Operator& find_operator(std::string_view name) {
  return *std::ranges::find(kOperators, name, &Operator::name);
}

bool takes(Types types, const AttributeValue& value) {
  const Member type = value.member();
  const bool is_text = type == Member::S || type == Member::B;
  switch (types) {
    case Types::any:
      return true;
    case Types::text:
      return is_text;
    case Types::ordered:
      return is_text || type == Member::N;
    case Types::element:
      return is_text || type == Member::N || type == Member::BOOL || type == Member::NULL_;
  }
  return false;
}

aws::Result<aws::Unit> check(const Operator& comparison, Values& values) {
  for (auto& value : values) {
    if (auto message = normalize(value)) return refuse(std::move(*message));
  }
  const std::string name(comparison.name);
  if (values.size() < comparison.fewest || values.size() > comparison.most) {
    return invalid("Invalid number of argument(s) for the " + name + " ComparisonOperator");
  }
  for (const auto& value : values) {
    if (value.member() != values.front().member()) {
      return invalid("AttributeValues inside AttributeValueList must be of same type");
    }
  }
  for (const auto& value : values) {
    if (takes(comparison.types, value)) continue;
    return invalid("ComparisonOperator " + name + " is not valid for " +
                   std::string(type_name(value)) + " AttributeValue type");
  }
  if (comparison.key == KeyOperator::between && *compare(values[0], values[1]) > 0) {
    return refuse(
        "The BETWEEN condition was provided a range where the lower bound is greater than the "
        "upper bound");
  }
  return {};
}

Operand path_operand(const std::string& attribute) {
  Operand operand;
  operand.path.push_back({.kind = PathElement::Kind::name, .name = attribute});
  return operand;
}

Operand value_operand(AttributeValue value) {
  Operand operand{.kind = Operand::Kind::value};
  operand.value = std::move(value);
  return operand;
}

Condition call(std::string_view function, const std::string& attribute, Values values) {
  Operand operand{.kind = Operand::Kind::function, .name = std::string(function)};
  operand.arguments.push_back(path_operand(attribute));
  for (auto& value : values) operand.arguments.push_back(value_operand(std::move(value)));
  Condition condition{.kind = Condition::Kind::function};
  condition.operands.push_back(std::move(operand));
  return condition;
}

// Of a missing attribute neither CONTAINS nor NOT_CONTAINS holds.
Condition does_not_contain(const std::string& attribute, Values values) {
  Condition negated{.kind = Condition::Kind::negation};
  negated.conditions.push_back(call("contains", attribute, std::move(values)));
  Condition both{.kind = Condition::Kind::all};
  both.conditions.push_back(call("attribute_exists", attribute, {}));
  both.conditions.push_back(std::move(negated));
  return both;
}

// The values have been checked.
Condition build(const Operator& comparison, const std::string& attribute, Values values) {
  if (comparison.name == "NOT_CONTAINS") return does_not_contain(attribute, std::move(values));
  const std::string_view expression = comparison.expression;
  if (expression.size() > 2) return call(expression, attribute, std::move(values));
  Condition condition;
  condition.comparator = expression;
  if (comparison.name == "IN") condition.kind = Condition::Kind::in;
  if (comparison.name == "BETWEEN") condition.kind = Condition::Kind::between;
  condition.operands.push_back(path_operand(attribute));
  for (auto& value : values) condition.operands.push_back(value_operand(std::move(value)));
  return condition;
}

// Exists and Value, without a ComparisonOperator.
aws::Result<Condition> existence(const std::string& attribute,
                                 aws::dynamodb::ExpectedAttributeValue& expected) {
  const std::string of_attribute = " for Attribute: " + attribute;
  if (expected.AttributeValueList) {
    return invalid("AttributeValueList can only be used with a ComparisonOperator" + of_attribute);
  }
  const bool exists = expected.Exists.value_or(true);
  if (exists && !expected.Value) {
    return invalid(std::string("Value must be provided when Exists is ") +
                   (expected.Exists ? "true" : "null") + of_attribute);
  }
  if (!exists && expected.Value) {
    return invalid("Value cannot be used when Exists is false" + of_attribute);
  }
  if (!exists) return call("attribute_not_exists", attribute, {});
  if (auto message = normalize(*expected.Value)) return refuse(std::move(*message));
  return build(find_operator("EQ"), attribute, {std::move(*expected.Value)});
}

aws::Result<Condition> expectation(const std::string& attribute,
                                   aws::dynamodb::ExpectedAttributeValue& expected) {
  const std::string of_attribute = " for Attribute: " + attribute;
  if (expected.AttributeValueList && expected.Value) {
    return invalid("Value and AttributeValueList cannot be used together" + of_attribute);
  }
  if (!expected.ComparisonOperator) return existence(attribute, expected);
  const Operator& comparison = find_operator(*expected.ComparisonOperator);
  if (expected.Exists) {
    return invalid("Exists and ComparisonOperator cannot be used together" + of_attribute);
  }
  if (comparison.most > 0 && !expected.AttributeValueList && !expected.Value) {
    return invalid("Value or AttributeValueList must be used with ComparisonOperator: " +
                   std::string(comparison.name) + of_attribute);
  }
  Values values;
  if (expected.Value) values.push_back(std::move(*expected.Value));
  if (expected.AttributeValueList) values = std::move(*expected.AttributeValueList);
  if (auto checked = check(comparison, values); !checked) return aws::fail(checked.error());
  return build(comparison, attribute, std::move(values));
}

std::optional<Condition> joined(std::vector<Condition> conditions,
                                const std::optional<std::string>& conditional_operator) {
  if (conditions.empty()) return std::nullopt;
  if (conditions.size() == 1) return std::move(conditions.front());
  Condition whole{.kind =
                      conditional_operator == "OR" ? Condition::Kind::any : Condition::Kind::all};
  whole.conditions = std::move(conditions);
  return whole;
}

}  // namespace

aws::Result<std::optional<Condition>> legacy_condition(
    Expected expected, const std::optional<std::string>& conditional_operator) {
  std::vector<Condition> conditions;
  for (auto& [attribute, value] : expected) {
    auto condition = expectation(attribute, value);
    if (!condition) return aws::fail(condition.error());
    conditions.push_back(std::move(*condition));
  }
  return joined(std::move(conditions), conditional_operator);
}

aws::Result<std::optional<Condition>> legacy_condition(
    Comparisons filter, const std::optional<std::string>& conditional_operator) {
  std::vector<Condition> conditions;
  for (auto& [attribute, compared] : filter) {
    const Operator& comparison = find_operator(compared.ComparisonOperator);
    Values values = std::move(compared.AttributeValueList).value_or(Values{});
    if (auto checked = check(comparison, values); !checked) return aws::fail(checked.error());
    conditions.push_back(build(comparison, attribute, std::move(values)));
  }
  return joined(std::move(conditions), conditional_operator);
}

aws::Result<KeyConditions> legacy_key_conditions(Comparisons comparisons) {
  KeyConditions conditions;
  for (auto& [attribute, compared] : comparisons) {
    const Operator& comparison = find_operator(compared.ComparisonOperator);
    Values values = std::move(compared.AttributeValueList).value_or(Values{});
    if (auto checked = check(comparison, values); !checked) return aws::fail(checked.error());
    conditions.parts.push_back(
        {.attribute = attribute, .comparison = comparison.key, .values = std::move(values)});
  }
  if (auto error = check_count(conditions)) return aws::fail(*error);
  return conditions;
}

}  // namespace bellwether::cloud::dynamodb::expression
