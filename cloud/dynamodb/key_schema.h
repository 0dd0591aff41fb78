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

// The bytes that follow the table's prefix in an item's store key: the hash of the partition key
// (eight bytes, which spreads a Scan as AWS's does), the partition key, the sort key in its order.
std::string primary_key(const KeySchema& schema, const Item& normalized);

// The key of an item that is to be put; the error names what is missing or of another type.
aws::Result<std::string> key_of_item(const KeySchema& schema, const Item& normalized);
// A key as GetItem takes it: exactly the key's attributes.
aws::Result<std::string> key_of_key(const KeySchema& schema, const Item& normalized);

// The item's key attributes alone: LastEvaluatedKey.
Item key_attributes(const KeySchema& schema, const Item& item);

}  // namespace bellwether::cloud::dynamodb
