// What the operations that write one item share.
#pragma once

#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/dynamodb/item_writer.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// A write as a request describes it: its item or key, its expressions, what it returns. Input is an
// operation's or that of an action of a transaction.
template <class Input>
Result<ItemWrite> prepare(const Scope& scope, Input& input, Item item, ItemWrite::Kind kind);

// Makes the item of a put what is stored; refuses one that is too large.
std::optional<aws::Error> encode(ItemWrite& write);

// One write in a commit of its own. All must outlive the task.
Task<Result<ItemWritten>> write_item(store::Store& store, const Scope& scope, aws::Timestamp now,
                                     const ItemWrite& write);

}  // namespace bellwether::cloud::dynamodb
