#include "cloud/dynamodb/partiql/key_conditions.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace bellwether::cloud::dynamodb::partiql {

namespace {

using aws::dynamodb::errors::ValidationException;
using expression::Condition;
using expression::Operand;
using Kind = Condition::Kind;

bool is_attribute(const Operand& operand, const std::string& name) {
  return operand.kind == Operand::Kind::path && operand.path.size() == 1 &&
         operand.path.front().name == name;
}

// a IN [...] with values only.
bool is_choice(const Condition& condition, const std::string& attribute) {
  return condition.kind == Kind::in && is_attribute(condition.operands.front(), attribute) &&
         std::all_of(condition.operands.begin() + 1, condition.operands.end(),
                     [](const Operand& each) { return each.kind == Operand::Kind::value; });
}

bool mentions_key(const Condition& condition, const KeySchema& keys) {
  return mentions(condition, keys.partition.name) ||
         (keys.sort && mentions(condition, keys.sort->name));
}

bool mentions(const Operand& operand, const std::string& attribute) {
  if (operand.kind == Operand::Kind::path) return operand.path.front().name == attribute;
  return std::ranges::any_of(operand.arguments,
                             [&](const Operand& each) { return mentions(each, attribute); });
}

// The parts of nested ANDs.
void flatten(const Condition& condition, std::vector<Condition>& parts) {
  if (condition.kind != Kind::all) {
    parts.push_back(condition);
    return;
  }
  for (const Condition& inner : condition.conditions) flatten(inner, parts);
}

Condition equals(const Operand& attribute, const Operand& value) {
  return {.kind = Kind::compare, .comparator = "=", .operands = {attribute, value}};
}

std::unexpected<aws::Error> too_many_reads() {
  return aws::fail(ValidationException("Too many decomposed read operations for a given query."));
}

aws::Result<std::vector<Branch>> decompose(const Condition& condition, const KeySchema& keys);

// Every branch of the one with every branch of the other.
aws::Result<std::vector<Branch>> product(const std::vector<Branch>& ones,
                                         const std::vector<Branch>& others) {
  if (ones.size() * others.size() > kMostReads) return too_many_reads();
  std::vector<Branch> all;
  for (const Branch& one : ones) {
    for (const Branch& other : others) {
      Branch& both = all.emplace_back(one);
      both.insert(both.end(), other.begin(), other.end());
    }
  }
  return all;
}

aws::Result<std::vector<Branch>> decompose_all(const Condition& condition, const KeySchema& keys) {
  std::vector<Branch> all(1);
  for (const Condition& inner : condition.conditions) {
    const auto more = decompose(inner, keys);
    if (!more) return more;
    if (more->size() == 1) {
      for (Branch& branch : all) {
        branch.insert(branch.end(), more->front().begin(), more->front().end());
      }
      continue;
    }
    auto both = product(all, *more);
    if (!both) return both;
    all = std::move(*both);
  }
  return all;
}

aws::Result<std::vector<Branch>> decompose_any(const Condition& condition, const KeySchema& keys) {
  std::vector<Branch> all;
  for (const Condition& inner : condition.conditions) {
    auto more = decompose(inner, keys);
    if (!more) return more;
    std::ranges::move(*more, std::back_inserter(all));
    if (all.size() > kMostReads) return too_many_reads();
  }
  return all;
}

aws::Result<std::vector<Branch>> decompose(const Condition& condition, const KeySchema& keys) {
  if (condition.kind == Kind::all) return decompose_all(condition, keys);
  if (condition.kind == Kind::any && mentions_key(condition, keys)) {
    return decompose_any(condition, keys);
  }
  const bool choice = is_choice(condition, keys.partition.name) ||
                      (keys.sort && is_choice(condition, keys.sort->name));
  if (!choice) return std::vector<Branch>{{condition}};
  std::vector<Branch> all;
  for (std::size_t i = 1; i < condition.operands.size(); ++i) {
    all.push_back({equals(condition.operands.front(), condition.operands[i])});
  }
  if (all.size() > kMostReads) return too_many_reads();
  return all;
}

}  // namespace

bool mentions(const Condition& condition, const std::string& attribute) {
  return std::ranges::any_of(condition.operands,
                             [&](const Operand& each) { return mentions(each, attribute); }) ||
         std::ranges::any_of(condition.conditions,
                             [&](const Condition& each) { return mentions(each, attribute); });
}

aws::Error wrong_key_type(const KeyAttribute& key) {
  return ValidationException(
      "Key attribute's data type should match its data type in table's schema: Key " + key.name);
}

const AttributeValue* equality(const Condition& condition, const std::string& attribute) {
  if (condition.kind != Kind::compare || condition.comparator != "=") return nullptr;
  for (const bool forward : {true, false}) {
    const Operand& one = condition.operands[forward ? 0 : 1];
    const Operand& other = condition.operands[forward ? 1 : 0];
    if (is_attribute(one, attribute) && other.kind == Operand::Kind::value) return &other.value;
  }
  return nullptr;
}

aws::Result<KeyedItem> keyed_item(const std::optional<Condition>& where, const KeySchema& keys,
                                  bool first_counts) {
  std::vector<Condition> parts;
  if (where) flatten(*where, parts);
  KeyedItem item;
  for (Condition& part : parts) {
    const KeyAttribute* key = equality(part, keys.partition.name)            ? &keys.partition
                              : keys.sort && equality(part, keys.sort->name) ? &*keys.sort
                                                                             : nullptr;
    if (!key) {
      item.rest.push_back(std::move(part));
      continue;
    }
    const AttributeValue& value = *equality(part, key->name);
    const auto [known, fresh] = item.key.emplace(key->name, value);
    if (fresh || equal(known->second, value)) continue;
    if (!first_counts) {
      return aws::fail(ValidationException("Multiple conditions on same key " + key->name +
                                           ". Only single item Update/Insert/Delete are "
                                           "supported"));
    }
    item.rest.push_back(std::move(part));
  }
  if (item.key.size() != (keys.sort ? 2 : 1)) {
    return aws::fail(ValidationException(
        "Where clause does not contain a mandatory equality on all key attributes"));
  }
  for (const KeyAttribute* key : {&keys.partition, keys.sort ? &*keys.sort : nullptr}) {
    if (key && type_name(item.key.at(key->name)) != std::string_view(&key->type, 1)) {
      return aws::fail(wrong_key_type(*key));
    }
  }
  return item;
}

bool chooses_partitions(const Condition& where, const KeySchema& keys) {
  const auto chooses = [&](const Condition& inner) { return chooses_partitions(inner, keys); };
  if (where.kind == Kind::all) return std::ranges::any_of(where.conditions, chooses);
  if (where.kind == Kind::any) {
    return !where.conditions.empty() && std::ranges::all_of(where.conditions, chooses);
  }
  return equality(where, keys.partition.name) || is_choice(where, keys.partition.name);
}

aws::Result<std::vector<Branch>> branches(const Condition& where, const KeySchema& keys) {
  return decompose(where, keys);
}

}  // namespace bellwether::cloud::dynamodb::partiql
