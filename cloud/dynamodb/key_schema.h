// A table's primary key: which attributes, of which type, and how a key lies in the store.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/dynamodb/item.h"

namespace bellwether::cloud::dynamodb {

struct KeyAttribute {
  std::string name;
  char type = 'S';  // 'S', 'N' or 'B'
  friend bool operator==(const KeyAttribute&, const KeyAttribute&) = default;
};

struct KeySchema {
  KeyAttribute partition;
  std::optional<KeyAttribute> sort;

  bool has(std::string_view attribute) const {
    return partition.name == attribute || (sort && sort->name == attribute);
  }
  friend bool operator==(const KeySchema&, const KeySchema&) = default;
};

// The bytes that follow the table's prefix in an item's store key: the partition's, the sort key's.
std::string primary_key(const KeySchema& schema, const Item& normalized);
// What the keys of all items of one partition begin with: the hash of the partition key (eight
// bytes, which spreads a Scan as AWS's does), then the partition key.
std::string partition_prefix(const AttributeValue& normalized);
// A sort key in its order. No sort key's bytes are the beginning of another's.
std::string sort_key_bytes(const AttributeValue& normalized);
// What the bytes of all sort keys begin with that begin with this string or binary.
std::string sort_key_beginning(const AttributeValue& value);

// The key of an item that is to be put; the error names what is missing or of another type.
aws::Result<std::string> key_of_item(const KeySchema& schema, const Item& normalized);
// A key as GetItem takes it: exactly the key's attributes.
aws::Result<std::string> key_of_key(const KeySchema& schema, const Item& normalized);

// Whether the item has all of the schema's attributes, of their types; an index lacks the others.
bool has_key(const KeySchema& schema, const Item& item);

// AWS's refusal of an empty or too long key of an item that has_key().
std::optional<aws::Error> check_sizes(const KeySchema& schema, const Item& item);

// AWS's refusal of the key attributes that the item has and that are empty.
std::optional<aws::Error> check_not_empty(const KeySchema& schema, const Item& item);

// The item's key attributes alone: LastEvaluatedKey.
Item key_attributes(const KeySchema& schema, const Item& item);

}  // namespace bellwether::cloud::dynamodb
