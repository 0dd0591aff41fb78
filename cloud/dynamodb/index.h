// Secondary indexes: which items an index has, and how it keeps them.
//
// An entry is a copy of what the index projects, under the index's key; the table's own key follows
// it, since an index may have many items with one key. Written in the same commit as the item.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/key_schema.h"

namespace bellwether::cloud::dynamodb {

struct Index {
  enum class Kind : char { local = 'l', global = 'g' };
  // Beside the keys of the table and of the index, which every index has. On disk.
  enum class Projects : char { all = 'a', keys_only = 'k', include = 'i' };

  std::uint64_t number = 0;  // names the index in the keys of its entries; never used again
  std::string name;
  Kind kind = Kind::global;
  KeySchema keys;
  Projects projects = Projects::all;
  std::vector<std::string> included;  // with Projects::include
  // It does not have the items yet that were there before it: not to be read.
  bool backfilling = false;

  bool has(std::string_view attribute, const KeySchema& table) const;
  friend bool operator==(const Index&, const Index&) = default;
};

struct IndexEntry {
  std::string key;    // what follows the index's prefix in the store
  std::string value;  // as encode_item
  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

// The item's entry, or nothing: an index has only items that have its key. `primary` is the item's
// primary_key, `encoded` the item as it is stored.
std::optional<IndexEntry> entry_of(const Index& index, const KeySchema& table,
                                   std::string_view primary, const Item& item,
                                   std::string_view encoded);

// Where the attributes of an item come from; AWS refuses each in words of its own.
enum class ValueSource : char {
  item,            // PutItem's Item, or AttributeUpdates
  update_operand,  // a value beside an update expression
  update_result,   // what an update expression comes to
};

// AWS's refusal of an item whose attribute is no key of the index, though it should be one.
std::optional<aws::Error> check_index_key(const Index& index, const Item& item,
                                          ValueSource source = ValueSource::item);
// Of these refusals, the one of an empty value.
std::optional<aws::Error> check_index_key_not_empty(const Index& index, const Item& item,
                                                    ValueSource source);

// The key of an entry of which only the attributes of both keys are known: ExclusiveStartKey.
std::string entry_key(const Index& index, const KeySchema& table, const Item& keys);

// The attributes of both keys: LastEvaluatedKey.
Item entry_key_attributes(const Index& index, const KeySchema& table, const Item& item);

}  // namespace bellwether::cloud::dynamodb
