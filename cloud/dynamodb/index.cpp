#include "cloud/dynamodb/index.h"

#include <algorithm>
#include <initializer_list>

#include "cloud/dynamodb/item_codec.h"

namespace bellwether::cloud::dynamodb {

namespace {

aws::Error type_mismatch(const Index& index, const KeyAttribute& attribute,
                         const AttributeValue& value) {
  return aws::dynamodb::errors::ValidationException(
      "One or more parameter values were invalid: Type mismatch for Index Key " + attribute.name +
      " Expected: " + attribute.type + " Actual: " + std::string(type_name(value)) +
      " IndexName: " + index.name);
}

aws::Error empty_value(const Index& index, const KeyAttribute& attribute,
                       const AttributeValue& value) {
  return aws::dynamodb::errors::ValidationException(
      std::string("One or more parameter values are not valid. A value specified for a secondary "
                  "index key is not supported. The AttributeValue for a key attribute cannot "
                  "contain an empty ") +
      (value.S() ? "string" : "binary") + " value. IndexName: " + index.name +
      ", IndexKey: " + attribute.name);
}

bool is_empty(const AttributeValue& value) {
  return (value.S() && value.S()->empty()) || (value.B() && value.B()->bytes.empty());
}

std::optional<aws::Error> check_attribute(const Index& index, const KeyAttribute& attribute,
                                          const Item& item) {
  const auto found = item.find(attribute.name);
  if (found == item.end()) return std::nullopt;
  const AttributeValue& value = found->second;
  if (type_name(value) != std::string_view(&attribute.type, 1)) {
    return type_mismatch(index, attribute, value);
  }
  if (is_empty(value)) return empty_value(index, attribute, value);
  return std::nullopt;
}

Item projected(const Index& index, const KeySchema& table, const Item& item) {
  Item kept;
  for (const auto& [name, value] : item) {
    if (index.has(name, table)) kept.emplace_hint(kept.end(), name, value);
  }
  return kept;
}

}  // namespace

bool Index::has(std::string_view attribute, const KeySchema& table) const {
  return projects == Projects::all || table.has(attribute) || keys.has(attribute) ||
         std::ranges::count(included, attribute) > 0;
}

std::optional<IndexEntry> entry_of(const Index& index, const KeySchema& table,
                                   std::string_view primary, const Item& item,
                                   std::string_view encoded) {
  if (!has_key(index.keys, item)) return std::nullopt;
  IndexEntry entry{.key = primary_key(index.keys, item), .value = {}};
  entry.key += primary;
  entry.value = index.projects == Index::Projects::all ? std::string(encoded)
                                                       : encode_item(projected(index, table, item));
  return entry;
}

std::optional<aws::Error> check_index_key(const Index& index, const Item& item) {
  if (auto error = check_attribute(index, index.keys.partition, item)) return error;
  if (index.keys.sort) {
    if (auto error = check_attribute(index, *index.keys.sort, item)) return error;
  }
  if (!has_key(index.keys, item)) return std::nullopt;
  return check_sizes(index.keys, item);
}

std::string entry_key(const Index& index, const KeySchema& table, const Item& keys) {
  return primary_key(index.keys, keys) + primary_key(table, keys);
}

Item entry_key_attributes(const Index& index, const KeySchema& table, const Item& item) {
  Item keys = key_attributes(table, item);
  keys.merge(key_attributes(index.keys, item));
  return keys;
}

}  // namespace bellwether::cloud::dynamodb
