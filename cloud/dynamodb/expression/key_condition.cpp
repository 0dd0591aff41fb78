#include "cloud/dynamodb/expression/key_condition.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace bellwether::cloud::dynamodb::expression {

namespace {

constexpr std::size_t kMaxParts = 2;

std::unexpected<aws::Error> invalid(std::string message) {
  return aws::fail(aws::dynamodb::errors::ValidationException(std::move(message)));
}

std::unexpected<aws::Error> invalid_operator(std::string_view name) {
  return invalid("Invalid operator used in KeyConditionExpression: " + std::string(name));
}

std::unexpected<aws::Error> invalid_condition(std::string_view what) {
  return invalid("Invalid condition in KeyConditionExpression: " + std::string(what));
}

struct Comparator {
  std::string_view symbol;
  KeyOperator forward;
  KeyOperator reversed;  // with the value at the left
};

constexpr std::array<Comparator, 5> kComparators = {{
    {"=", KeyOperator::equal, KeyOperator::equal},
    {"<", KeyOperator::less, KeyOperator::greater},
    {"<=", KeyOperator::less_or_equal, KeyOperator::greater_or_equal},
    {">", KeyOperator::greater, KeyOperator::less},
    {">=", KeyOperator::greater_or_equal, KeyOperator::less_or_equal},
}};

// Reads the conditions from left to right, refusing the first thing that is wrong.
class Reader {
 public:
  aws::Result<KeyConditions> read(const Condition& condition) {
    if (auto done = visit(condition); !done) return aws::fail(done.error());
    if (auto error = check_count(found_)) return aws::fail(*error);
    return std::move(found_);
  }

 private:
  using Done = aws::Result<aws::Unit>;

  Done visit(const Condition& condition) {
    switch (condition.kind) {
      case Condition::Kind::any:
        return invalid_operator("OR");
      case Condition::Kind::negation:
        return invalid_operator("NOT");
      case Condition::Kind::in:
        return invalid_operator("IN");
      case Condition::Kind::all:
        for (const auto& inner : condition.conditions) {
          if (auto done = visit(inner); !done) return done;
        }
        return {};
      case Condition::Kind::compare:
        return compare(condition);
      case Condition::Kind::between:
        return leading("BETWEEN", KeyOperator::between, condition.operands);
      case Condition::Kind::function: {
        const Operand& function = condition.operands.front();
        if (function.name != "begins_with") return invalid_operator(function.name);
        return leading("begins_with", KeyOperator::begins_with, function.arguments);
      }
    }
    return {};
  }

  Done compare(const Condition& condition) {
    const auto comparison = key_operator(condition);
    if (!comparison) return invalid_operator(condition.comparator);
    return part(*comparison, condition.operands);
  }

  Done leading(std::string_view name, KeyOperator comparison,
               const std::vector<Operand>& operands) {
    if (operands.front().kind != Operand::Kind::path) {
      return invalid_condition(std::string(name) +
                               " operator must have the key attribute as its first operand");
    }
    return part(comparison, operands);
  }

  Done part(KeyOperator comparison, const std::vector<Operand>& operands) {
    KeyConditions::Part part{.attribute = {}, .comparison = comparison, .values = {}};
    bool named = false;
    for (const auto& operand : operands) {
      if (operand.kind == Operand::Kind::function) {
        return invalid("KeyConditionExpressions cannot contain nested operations");
      }
      if (operand.kind == Operand::Kind::value) {
        part.values.push_back(operand.value);
        continue;
      }
      if (named) return invalid_condition("Multiple attribute names used in one condition");
      if (operand.path.size() > 1) {
        return invalid("KeyConditionExpressions cannot have conditions on nested attributes");
      }
      part.attribute = operand.path.front().name;
      named = true;
    }
    if (!named) return invalid_condition("No key attribute specified");
    if (std::ranges::count(found_.parts, part.attribute, &KeyConditions::Part::attribute) > 0) {
      return invalid("KeyConditionExpressions must only contain one condition per key");
    }
    found_.parts.push_back(std::move(part));
    return {};
  }

  KeyConditions found_;
};

// What is wrong with the part of one key attribute.
std::optional<aws::Error> check_part(const KeyConditions::Part& part, const KeyAttribute& key) {
  using aws::dynamodb::errors::ValidationException;
  if (part.comparison == KeyOperator::unindexable) {
    return ValidationException("Attempted conditional constraint is not an indexable operation");
  }
  for (const auto& value : part.values) {
    if (type_name(value) != std::string_view(&key.type, 1)) {
      return ValidationException(
          "One or more parameter values were invalid: Condition parameter type does not match "
          "schema type");
    }
  }
  return std::nullopt;
}

// A value of the key's type may still be empty or too long to be in a key.
std::optional<aws::Error> check_value(const KeySchema& keys, const Item& key) {
  const auto usable = key_of_key(keys, key);
  return usable ? std::nullopt : std::optional(usable.error());
}

}  // namespace

std::optional<KeyOperator> key_operator(const Condition& comparison) {
  const auto* comparator =
      std::ranges::find(kComparators, comparison.comparator, &Comparator::symbol);
  if (comparator == kComparators.end()) return std::nullopt;
  const bool forward = comparison.operands.front().kind == Operand::Kind::path;
  return forward ? comparator->forward : comparator->reversed;
}

std::optional<aws::Error> check_count(const KeyConditions& conditions) {
  if (!conditions.parts.empty() && conditions.parts.size() <= kMaxParts) return std::nullopt;
  return aws::dynamodb::errors::ValidationException("Conditions can be of length 1 or 2 only");
}

aws::Result<KeyConditions> key_conditions(const Condition& condition) {
  return Reader().read(condition);
}

aws::Result<KeyCondition> KeyConditions::bind(const KeySchema& keys) && {
  if (!keys.sort && parts.size() > 1) return invalid("Query key condition not supported");
  const auto part_of = [&](const KeyAttribute& key) {
    return std::ranges::find(parts, key.name, &Part::attribute);
  };
  const auto missed = [](const KeyAttribute& key) {
    return invalid("Query condition missed key schema element: " + key.name);
  };

  KeyCondition condition;
  const auto partition = part_of(keys.partition);
  if (partition == parts.end()) return missed(keys.partition);
  if (auto error = check_part(*partition, keys.partition)) return aws::fail(*error);
  if (partition->comparison != KeyOperator::equal) {
    return invalid("Query key condition not supported");
  }
  Item key = {{keys.partition.name, partition->values.front()}};
  if (auto error = check_value({keys.partition, std::nullopt}, key)) return aws::fail(*error);
  condition.partition = std::move(partition->values.front());
  if (parts.size() == 1) return condition;

  const auto sort = part_of(*keys.sort);
  if (sort == parts.end()) return missed(*keys.sort);
  if (auto error = check_part(*sort, *keys.sort)) return aws::fail(*error);
  for (const auto& value : sort->values) {
    key[keys.sort->name] = value;
    if (auto error = check_value(keys, key)) return aws::fail(*error);
  }
  auto& bound = condition.sort.emplace();
  bound.comparison = sort->comparison;
  bound.value = std::move(sort->values.front());
  if (bound.comparison == KeyOperator::between) bound.upper = std::move(sort->values.back());
  return condition;
}

}  // namespace bellwether::cloud::dynamodb::expression
