// The one shard of a stream: its id, and the sequence numbers of its records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cloud/core/context.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// "shardId-00000001500000000000-abcdef12": the millisecond of the stream's creation, and what tells
// it from the shards of other streams.
std::string shard_id(const Scope& scope, const Stream& stream);

// 21 digits that sort, as text too, as the numbers of records do.
std::string sequence_number(std::uint64_t record);
// The record of a sequence number; nothing where no shard has such a sequence number.
std::optional<std::uint64_t> record_of_sequence_number(std::string_view sequence_number);

// The records that can be read, by their numbers, which have no gaps: [first, last]. Where there
// are none, `first` is the number that the next one gets.
struct ShardRecords {
  std::uint64_t first = 1;
  std::uint64_t last = 0;

  bool trimmed(std::uint64_t record) const { return record < first; }
  friend bool operator==(const ShardRecords&, const ShardRecords&) = default;
};

ShardRecords shard_records(const store::Snapshot& snapshot, const Scope& scope,
                           const Stream& stream);

}  // namespace bellwether::cloud::dynamodb
