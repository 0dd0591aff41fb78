#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "cloud/dynamodb/expression/update.h"
#include "cloud/dynamodb/number.h"

namespace bellwether::cloud::dynamodb::expression {

namespace {

using Action = Update::Action;
using Member = AttributeValue::Member;

std::unexpected<aws::Error> invalid(std::string message) {
  return aws::fail(aws::dynamodb::errors::ValidationException(std::move(message)));
}

std::unexpected<aws::Error> wrong_type() {
  return invalid("An operand in the update expression has an incorrect data type");
}

aws::Result<AttributeValue> sum(const AttributeValue& a, const AttributeValue& b, bool subtracts) {
  // Normalised before, so that both parse.
  const auto left = parse_number(*a.N());
  const auto right = parse_number(*b.N());
  const auto result = add(*left, subtracts ? negate(*right) : *right);
  if (!result) return invalid(result.error());
  return AttributeValue::make_N(to_string(*result));
}

aws::Result<AttributeValue> evaluate(const Operand& operand, const Item& item);

aws::Result<AttributeValue> call(const Operand& function, const Item& item) {
  const auto& arguments = function.arguments;
  if (function.name == "if_not_exists") {
    if (const auto* value = find(item, arguments[0].path)) return *value;
    return evaluate(arguments[1], item);
  }
  const Member wanted = function.name == "list_append" ? Member::L : Member::N;
  auto left = evaluate(arguments[0], item);
  if (!left) return left;
  if (left->member() != wanted) return wrong_type();
  auto right = evaluate(arguments[1], item);
  if (!right) return right;
  if (right->member() != wanted) return wrong_type();
  if (wanted == Member::N) return sum(*left, *right, function.name == "-");
  auto& list = std::get<8>(left->value);
  std::ranges::move(std::get<8>(right->value), std::back_inserter(list));
  return left;
}

aws::Result<AttributeValue> evaluate(const Operand& operand, const Item& item) {
  switch (operand.kind) {
    case Operand::Kind::value:
      return operand.value;
    case Operand::Kind::function:
      return call(operand, item);
    case Operand::Kind::path:
      break;
  }
  if (const auto* value = find(item, operand.path)) return *value;
  return invalid("The provided expression refers to an attribute that does not exist in the item");
}

template <class T>
void unite(std::vector<T>& set, const std::vector<T>& more) {
  std::set<T> known(set.begin(), set.end());
  for (const T& element : more) {
    if (known.insert(element).second) set.push_back(element);
  }
}

template <class T>
bool subtract(std::vector<T>& set, const std::vector<T>& less) {
  const std::set<T> gone(less.begin(), less.end());
  std::erase_if(set, [&](const T& element) { return gone.contains(element); });
  return !set.empty();
}

// ADD; both of one type.
aws::Result<AttributeValue> added(AttributeValue value, const AttributeValue& more) {
  switch (value.member()) {
    case Member::N:
      return sum(value, more, false);
    case Member::SS:
      unite(std::get<4>(value.value), *more.SS());
      break;
    case Member::NS:
      unite(std::get<5>(value.value), *more.NS());
      break;
    case Member::BS:
      unite(std::get<6>(value.value), *more.BS());
      break;
    default:
      std::ranges::copy(*more.L(), std::back_inserter(std::get<8>(value.value)));
  }
  return value;
}

// DELETE; both of one type. Nothing is left of an empty set.
std::optional<AttributeValue> erased(AttributeValue value, const AttributeValue& less) {
  bool remains = false;
  switch (value.member()) {
    case Member::SS:
      remains = subtract(std::get<4>(value.value), *less.SS());
      break;
    case Member::NS:
      remains = subtract(std::get<5>(value.value), *less.NS());
      break;
    default:
      remains = subtract(std::get<6>(value.value), *less.BS());
  }
  return remains ? std::optional(std::move(value)) : std::nullopt;
}

// What one action makes of the end of its path.
struct Change {
  const Path* path = nullptr;
  std::optional<AttributeValue> value;  // nothing: it is removed
  // Of the list that the path's end is in, before any change.
  std::size_t list_size = 0;
};

// Whether the last element of the path may be there: its parent is a map, or a list for an index.
bool leads_somewhere(const Path& path, const Item& item, std::size_t& list_size) {
  if (path.size() == 1) return true;
  const auto* parent = find(item, std::span(path).first(path.size() - 1));
  if (!parent) return false;
  if (path.back().kind != PathElement::Kind::index) return parent->M() != nullptr;
  if (!parent->L()) return false;
  list_size = parent->L()->size();
  return true;
}

aws::Result<Change> change(const Update& update, const Action& action,
                           std::optional<AttributeValue> assigned, const Item& item) {
  Change change{.path = &action.path, .value = std::move(assigned)};
  if (!leads_somewhere(action.path, item, change.list_size)) {
    return invalid("The document path provided in the update expression is invalid for update");
  }
  if (action.kind == Action::Kind::set || action.kind == Action::Kind::remove) return change;
  const AttributeValue& operand = action.value.value;
  const bool adds = action.kind == Action::Kind::add;
  const auto* old = find(item, action.path);
  if (!old) {
    if (adds) change.value = operand;
    return change;
  }
  if (old->member() != operand.member()) {
    return update.legacy ? invalid("Type mismatch for attribute to update") : wrong_type();
  }
  if (!adds) {
    change.value = erased(*old, operand);
    return change;
  }
  auto sum = added(*old, operand);
  if (!sum) return aws::fail(sum.error());
  change.value = std::move(*sum);
  return change;
}

bool precedes(const Path& a, const Path& b) {
  return std::ranges::lexicographical_compare(a, b, [](const PathElement& x, const PathElement& y) {
    return std::tie(x.index, x.name) < std::tie(y.index, y.name);
  });
}

void put(std::vector<AttributeValue>& list, std::size_t index, Change& change) {
  const auto at = list.begin() + static_cast<std::ptrdiff_t>(std::min(index, change.list_size));
  if (index >= change.list_size) {
    if (change.value) list.insert(at, std::move(*change.value));
  } else if (change.value) {
    *at = std::move(*change.value);
  } else {
    list.erase(at);
  }
}

void put(Item& map, const std::string& name, Change& change) {
  if (change.value) {
    map.insert_or_assign(name, std::move(*change.value));
  } else {
    map.erase(name);
  }
}

// The path leads somewhere.
void make(Item& item, Change& change) {
  const Path& path = *change.path;
  if (path.size() == 1) return put(item, path.front().name, change);
  AttributeValue* parent = &item.find(path.front().name)->second;
  for (const auto& element : std::span(path).subspan(1, path.size() - 2)) {
    parent = element.kind == PathElement::Kind::index
                 ? &std::get<8>(parent->value)[element.index]
                 : &std::get<7>(parent->value).find(element.name)->second;
  }
  if (path.back().kind == PathElement::Kind::index) {
    put(std::get<8>(parent->value), path.back().index, change);
  } else {
    put(std::get<7>(parent->value), path.back().name, change);
  }
}

}  // namespace

aws::Result<Item> apply(const Update& update, Item item) {
  std::vector<std::optional<AttributeValue>> assigned(update.actions.size());
  for (std::size_t i = 0; i < update.actions.size(); ++i) {
    const Action& action = update.actions[i];
    if (action.kind != Action::Kind::set) continue;
    auto value = evaluate(action.value, item);
    if (!value) return aws::fail(value.error());
    assigned[i] = std::move(*value);
  }
  std::vector<Change> changes;
  changes.reserve(update.actions.size());
  for (std::size_t i = 0; i < update.actions.size(); ++i) {
    auto made = change(update, update.actions[i], std::move(assigned[i]), item);
    if (!made) return aws::fail(made.error());
    changes.push_back(std::move(*made));
  }
  for (const auto& made : changes) {
    if (!made.value) continue;
    if (const auto message = check_nesting(*made.value, made.path->size() - 1)) {
      return invalid(*message);
    }
  }
  // Backwards, so that the indexes of a list stay those before any change: what comes behind the
  // list's end goes to its end, before what came behind that; what is removed moves nothing that is
  // still to be changed.
  std::ranges::sort(changes,
                    [](const Change& a, const Change& b) { return precedes(*b.path, *a.path); });
  for (auto& made : changes) make(item, made);
  return item;
}

}  // namespace bellwether::cloud::dynamodb::expression
