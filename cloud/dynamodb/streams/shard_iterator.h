// Where a reader of a shard is: opaque to it, complete in itself, so that the server keeps nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "aws/core/types.h"

namespace bellwether::cloud::dynamodb {

struct ShardIterator {
  std::string stream_arn;
  std::uint64_t record = 0;  // the next to read
  aws::Timestamp made;
  friend bool operator==(const ShardIterator&, const ShardIterator&) = default;
};

// An iterator that is older is refused.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html
inline constexpr std::chrono::minutes kIteratorLife{15};

// "{stream's ARN}|1|{base64}", as AWS's begin.
std::string encode(const ShardIterator& iterator);
// Nothing when the text was not made by encode(): it ends in a digest of the rest.
std::optional<ShardIterator> decode_iterator(std::string_view text);

// AWS's refusal of an iterator that has become too old.
std::optional<aws::Error> check_age(const ShardIterator& iterator, aws::Timestamp now);

}  // namespace bellwether::cloud::dynamodb
