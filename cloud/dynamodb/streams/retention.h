// What a stream forgets: records after a day, and itself a day after it was closed.
#pragma once

#include <cstdint>

#include "aws/core/types.h"
#include "cloud/core/context.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// Whether anything has outlived kStreamRetention in the account's streams in the region. Looks at
// each stream and its oldest record.
bool must_trim_streams(const store::Snapshot& snapshot, const Scope& scope, aws::Timestamp now);

// Erases what has: at most `most` records and streams, so that the body of one write stays short.
// True when there may be more, for the next write. Writes nothing when nothing is due.
bool trim_streams(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
                  std::uint64_t most);

}  // namespace bellwether::cloud::dynamodb
