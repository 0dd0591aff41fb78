// Which keys in the store a key condition chooses.
#pragma once

#include "cloud/dynamodb/expression/key_condition.h"
#include "cloud/dynamodb/operations/item_page.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

// The keys that fit the condition; in the store's order they lie side by side. `space` is space_of
// the table or index; the condition was bound to its schema.
KeyRange range_of(const store::Key& space, const expression::KeyCondition& condition);

}  // namespace bellwether::cloud::dynamodb
