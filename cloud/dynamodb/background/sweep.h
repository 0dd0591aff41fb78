// Removing items whose time to live has ended.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
#pragma once

#include <chrono>

#include "aws/core/types.h"
#include "cloud/core/context.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// Whether an item of the account in the region is to be removed: its time ended `delay` ago, and
// less than five years ago, before which AWS takes the number for a mistake.
bool has_expired_items(const store::Snapshot& snapshot, const Scope& scope, aws::Timestamp now,
                       std::chrono::seconds delay);

// Removes some of them, with the record in the table's stream that says who did; true when there
// may be more.
bool remove_expired_items(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
                          std::chrono::seconds delay);

}  // namespace bellwether::cloud::dynamodb
