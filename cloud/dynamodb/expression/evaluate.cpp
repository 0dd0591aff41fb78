#include <algorithm>

#include "cloud/dynamodb/expression/compare.h"
#include "cloud/dynamodb/expression/condition.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

using Member = AttributeValue::Member;

// What size() gives: bytes of strings and binaries, elements of the others; numbers have none.
std::optional<std::size_t> size_in_expression(const AttributeValue& value) {
  switch (value.member()) {
    case Member::S:
      return value.S()->size();
    case Member::B:
      return value.B()->bytes.size();
    case Member::SS:
      return value.SS()->size();
    case Member::NS:
      return value.NS()->size();
    case Member::BS:
      return value.BS()->size();
    case Member::M:
      return value.M()->size();
    case Member::L:
      return value.L()->size();
    default:
      return std::nullopt;
  }
}

// An operand's value for one item, null when the item has none.
class Resolved {
 public:
  Resolved(const Operand& operand, const Item& item) {
    switch (operand.kind) {
      case Operand::Kind::path:
        value_ = find(item, operand.path);
        break;
      case Operand::Kind::value:
        value_ = &operand.value;
        break;
      case Operand::Kind::function: {  // size(): no other function is an operand
        const Resolved argument(operand.arguments.front(), item);
        const auto size = argument.get() ? size_in_expression(*argument.get()) : std::nullopt;
        if (!size) break;
        computed_ = AttributeValue::make_N(std::to_string(*size));
        value_ = &computed_;
      }
    }
  }
  Resolved(const Resolved&) = delete;
  Resolved& operator=(const Resolved&) = delete;

  const AttributeValue* get() const { return value_; }

 private:
  AttributeValue computed_;
  const AttributeValue* value_ = nullptr;
};

bool equal_values(const Resolved& a, const Resolved& b) {
  return a.get() && b.get() && equal(*a.get(), *b.get());
}

bool compares(const Condition& condition, const Item& item) {
  const Resolved left(condition.operands[0], item);
  const Resolved right(condition.operands[1], item);
  const std::string& comparator = condition.comparator;
  if (comparator == "=") return equal_values(left, right);
  if (comparator == "<>") return !equal_values(left, right);
  if (!left.get() || !right.get()) return false;
  const auto order = compare(*left.get(), *right.get());
  if (!order) return false;
  if (comparator == "<") return *order < 0;
  if (comparator == "<=") return *order <= 0;
  if (comparator == ">") return *order > 0;
  return *order >= 0;
}

bool is_between(const Condition& condition, const Item& item) {
  const Resolved value(condition.operands[0], item);
  const Resolved lower(condition.operands[1], item);
  const Resolved upper(condition.operands[2], item);
  if (!value.get() || !lower.get() || !upper.get()) return false;
  const auto from = compare(*value.get(), *lower.get());
  const auto to = compare(*value.get(), *upper.get());
  return from && to && *from >= 0 && *to <= 0;
}

bool is_in(const Condition& condition, const Item& item) {
  const Resolved value(condition.operands[0], item);
  return std::any_of(
      condition.operands.begin() + 1, condition.operands.end(),
      [&](const Operand& candidate) { return equal_values(value, Resolved(candidate, item)); });
}

bool begins_with(const AttributeValue& value, const AttributeValue& beginning) {
  if (value.S() && beginning.S()) return value.S()->starts_with(*beginning.S());
  if (value.B() && beginning.B()) return value.B()->bytes.starts_with(beginning.B()->bytes);
  return false;
}

bool contains(const AttributeValue& value, const AttributeValue& part) {
  switch (value.member()) {
    case Member::S:
      return part.S() && value.S()->find(*part.S()) != std::string::npos;
    case Member::B:
      return part.B() && value.B()->bytes.find(part.B()->bytes) != std::string::npos;
    case Member::SS:
      return part.S() && std::ranges::count(*value.SS(), *part.S()) > 0;
    case Member::NS:
      return part.N() && std::ranges::count(*value.NS(), *part.N()) > 0;
    case Member::BS:
      return part.B() && std::ranges::count(*value.BS(), *part.B()) > 0;
    case Member::L:
      return std::ranges::any_of(
          *value.L(), [&](const AttributeValue& element) { return equal(element, part); });
    default:
      return false;
  }
}

bool holds(const Operand& function, const Item& item) {
  const Resolved first(function.arguments[0], item);
  if (function.name == "attribute_exists") return first.get() != nullptr;
  if (function.name == "attribute_not_exists") return first.get() == nullptr;
  const Resolved second(function.arguments[1], item);
  if (!first.get() || !second.get()) return false;
  if (function.name == "attribute_type") return type_name(*first.get()) == *second.get()->S();
  if (function.name == "begins_with") return begins_with(*first.get(), *second.get());
  return contains(*first.get(), *second.get());
}

}  // namespace

bool evaluate(const Condition& condition, const Item& item) {
  const auto inner = [&](const Condition& each) { return evaluate(each, item); };
  switch (condition.kind) {
    case Condition::Kind::compare:
      return compares(condition, item);
    case Condition::Kind::between:
      return is_between(condition, item);
    case Condition::Kind::in:
      return is_in(condition, item);
    case Condition::Kind::function:
      return holds(condition.operands.front(), item);
    case Condition::Kind::all:
      return std::ranges::all_of(condition.conditions, inner);
    case Condition::Kind::any:
      return std::ranges::any_of(condition.conditions, inner);
    case Condition::Kind::negation:
      return !inner(condition.conditions.front());
  }
  return false;
}

}  // namespace bellwether::cloud::dynamodb::expression
