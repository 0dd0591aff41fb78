#include "cloud/dynamodb/streams/shard.h"

#include <algorithm>
#include <charconv>

#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/streams/digest.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

// As many as every std::uint64_t needs.
constexpr std::size_t kDigits = 20;
// AWS's sequence numbers have at least 21 digits, and clients check that.
constexpr char kFirstDigit = '1';

constexpr std::size_t kShardSuffixDigits = 8;

std::string padded(std::uint64_t number) {
  std::string digits = std::to_string(number);
  return std::string(kDigits - digits.size(), '0') + digits;
}

}  // namespace

std::string shard_id(const Scope& scope, const Stream& stream) {
  const auto created = static_cast<std::uint64_t>(stream.created.time_since_epoch().count());
  return "shardId-" + padded(created) + "-" + hex_digest(stream.arn(scope), kShardSuffixDigits);
}

std::string sequence_number(std::uint64_t record) {
  return kFirstDigit + padded(record);
}

std::optional<std::uint64_t> record_of_sequence_number(std::string_view sequence_number) {
  if (sequence_number.size() != kDigits + 1 || sequence_number.front() != kFirstDigit) {
    return std::nullopt;
  }
  std::uint64_t record = 0;
  const char* end = sequence_number.data() + sequence_number.size();
  const auto [stop, error] = std::from_chars(sequence_number.data() + 1, end, record);
  if (error != std::errc() || stop != end) return std::nullopt;
  return record;
}

ShardRecords shard_records(const store::Snapshot& snapshot, const Scope& scope,
                           const Stream& stream) {
  ShardRecords records;
  if (const auto end = snapshot.get(keys::stream_end(scope, stream.number))) {
    store::KeyReader(*end).number(records.last);
  }
  records.first = records.last + 1;
  const auto all = keys::stream_records(scope, stream.number);
  const auto cursor = snapshot.from(all);
  if (cursor.valid() && cursor.key() < all.end()) {
    store::KeyReader(cursor.key().substr(all.bytes().size())).number(records.first);
  }
  return records;
}

}  // namespace bellwether::cloud::dynamodb
