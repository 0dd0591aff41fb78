#include "cloud/dynamodb/index.h"

#include <algorithm>
#include <initializer_list>

#include "cloud/dynamodb/item_codec.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::errors::ValidationException;

aws::Error type_mismatch(const Index& index, const KeyAttribute& attribute,
                         const AttributeValue& value, ValueSource source) {
  if (source == ValueSource::update_result) {
    return ValidationException(
        "The update expression attempted to update the secondary index key to unsupported type");
  }
  return ValidationException(
      "One or more parameter values were invalid: Type mismatch for Index Key " + attribute.name +
      " Expected: " + attribute.type + " Actual: " + std::string(type_name(value)) +
      " IndexName: " + index.name);
}

aws::Error empty_value(const Index& index, const KeyAttribute& attribute,
                       const AttributeValue& value, ValueSource source) {
  const std::string contains =
      std::string("The AttributeValue for a key attribute cannot contain an empty ") +
      (value.S() ? "string" : "binary") + " value.";
  if (source != ValueSource::item) {
    return ValidationException(
        "One or more parameter values are not valid. The update expression attempted to update a "
        "secondary index key to a value that is not supported. " +
        contains);
  }
  return ValidationException(
      "One or more parameter values are not valid. A value specified for a secondary index key is "
      "not supported. " +
      contains + " IndexName: " + index.name + ", IndexKey: " + attribute.name);
}

bool is_empty(const AttributeValue& value) {
  return (value.S() && value.S()->empty()) || (value.B() && value.B()->bytes.empty());
}

std::optional<aws::Error> check_not_empty(const Index& index, const KeyAttribute& attribute,
                                          const Item& item, ValueSource source) {
  const auto found = item.find(attribute.name);
  if (found == item.end() || !is_empty(found->second)) return std::nullopt;
  if (type_name(found->second) != std::string_view(&attribute.type, 1)) return std::nullopt;
  return empty_value(index, attribute, found->second, source);
}

std::optional<aws::Error> check_attribute(const Index& index, const KeyAttribute& attribute,
                                          const Item& item, ValueSource source) {
  const auto found = item.find(attribute.name);
  if (found == item.end()) return std::nullopt;
  if (type_name(found->second) != std::string_view(&attribute.type, 1)) {
    return type_mismatch(index, attribute, found->second, source);
  }
  return check_not_empty(index, attribute, item, source);
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

std::optional<aws::Error> check_index_key(const Index& index, const Item& item,
                                          ValueSource source) {
  const KeySchema& keys = index.keys;
  if (auto error = check_attribute(index, keys.partition, item, source)) return error;
  if (keys.sort) {
    if (auto error = check_attribute(index, *keys.sort, item, source)) return error;
  }
  if (!has_key(keys, item)) return std::nullopt;
  auto error = check_sizes(keys, item);
  if (!error || source == ValueSource::item) return error;
  return ValidationException(
      "The update expression attempted to update the secondary index key beyond allowed size "
      "limits");
}

std::optional<aws::Error> check_index_key_not_empty(const Index& index, const Item& item,
                                                    ValueSource source) {
  const KeySchema& keys = index.keys;
  if (auto error = check_not_empty(index, keys.partition, item, source)) return error;
  return keys.sort ? check_not_empty(index, *keys.sort, item, source) : std::nullopt;
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
