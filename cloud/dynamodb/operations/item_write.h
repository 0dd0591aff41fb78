// What PutItem and DeleteItem share: the item that is there, the condition on it, the table's
// totals.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/table.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// One write of one item, checked as far as that goes without the store. Owns what it needs, because
// it runs in the store's writer.
struct ItemWrite {
  Scope scope;
  std::string table;
  // The item to put; for a delete, its key.
  Item item;
  // The item as it is stored; nothing for a delete.
  std::optional<std::string> encoded;
  std::optional<expression::Condition> condition;
  std::vector<std::string> entered;  // expression::Compiler::entered
  bool return_old = false;
  bool return_old_on_failure = false;
};

struct ItemWritten {
  std::optional<Item> old;  // if it was asked for and there was one
  std::size_t bytes = 0;    // the larger of the old and the new item: what is billed
};

// Decides, then writes.
Result<ItemWritten> apply(store::Transaction& transaction, const ItemWrite& write);

// The parameters that both operations have: expressions, ReturnValues and their like.
template <class Input>
Result<ItemWrite> prepare(const Scope& scope, Input& input, Item item);

extern template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::PutItemInput&, Item);
extern template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::DeleteItemInput&, Item);

}  // namespace bellwether::cloud::dynamodb
