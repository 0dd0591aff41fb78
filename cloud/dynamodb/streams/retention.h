// What a stream forgets: records after a day, and itself a day after it was closed.
#pragma once

#include <cstdint>

#include "aws/core/types.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// Erases what has outlived kStreamRetention, in the streams of all accounts and regions: at most
// `most` records and streams, so that the body of one write stays short. True when there may be
// more, for the next write. Writes nothing when nothing is due; looks at each stream once.
bool trim_streams(store::Transaction& transaction, aws::Timestamp now, std::uint64_t most);

}  // namespace bellwether::cloud::dynamodb
