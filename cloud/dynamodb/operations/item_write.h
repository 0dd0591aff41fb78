// What the operations that write one item share.
#pragma once

#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/dynamodb/item_writer.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// The parameters that all of them have: expressions, ReturnValues and their like. Leaves the kind
// of the write to the caller.
template <class Input>
Result<ItemWrite> prepare(const Scope& scope, Input& input, Item item);

extern template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::PutItemInput&, Item);
extern template Result<ItemWrite> prepare(const Scope&, aws::dynamodb::DeleteItemInput&, Item);

// Makes a write of a checked item: encoded, and not too large.
std::optional<aws::Error> encode(ItemWrite& write);

// One write in a commit of its own.
Task<Result<ItemWritten>> write_item(store::Store& store, const Scope& scope, aws::Timestamp now,
                                     ItemWrite write);

}  // namespace bellwether::cloud::dynamodb
