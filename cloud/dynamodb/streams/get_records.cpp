// GetRecords.
#include <cassert>
#include <chrono>
#include <utility>

#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/streams/change_record.h"
#include "cloud/dynamodb/streams/digest.h"
#include "cloud/dynamodb/streams/find_stream.h"
#include "cloud/dynamodb/streams/service.h"
#include "cloud/dynamodb/streams/shard.h"
#include "cloud/dynamodb/streams/shard_iterator.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodbstreams;

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
constexpr std::int32_t kMaxRecords = 1000;
constexpr std::int64_t kMaxBytes = 1'048'576;

constexpr std::size_t kEventIdDigits = 32;
constexpr std::string_view kEventVersion = "1.1";
constexpr std::string_view kEventSource = "aws:dynamodb";

std::string_view event_name(ChangeRecord::Event event) {
  using Event = ChangeRecord::Event;
  switch (event) {
    case Event::insert:
      return values::OperationType::INSERT;
    case Event::modify:
      return values::OperationType::MODIFY;
    case Event::remove:
      return values::OperationType::REMOVE;
  }
  return {};
}

std::int64_t size_in_stream(const ChangeRecord& change) {
  std::size_t bytes = size_of(change.keys);
  if (change.old_image) bytes += size_of(*change.old_image);
  if (change.new_image) bytes += size_of(*change.new_image);
  return static_cast<std::int64_t>(bytes);
}

// What all records of an answer have in common.
struct Origin {
  const std::string& region;
  const std::string& stream_arn;
  std::string_view stream_view_type;
};

Record record_of(const Origin& origin, std::uint64_t number, ChangeRecord change,
                 std::int64_t bytes) {
  Record record;
  const std::string sequence = sequence_number(number);
  // The same however often the record is read, so that readers can tell that they have seen it.
  record.eventID = hex_digest(origin.stream_arn + sequence, kEventIdDigits);
  record.eventName = std::string(event_name(change.event));
  record.eventVersion = std::string(kEventVersion);
  record.eventSource = std::string(kEventSource);
  record.awsRegion = origin.region;
  if (change.by == ChangedBy::time_to_live) {
    record.userIdentity = {.PrincipalId = "dynamodb.amazonaws.com", .Type = "Service"};
  }
  auto& changed = record.dynamodb.emplace();
  changed.ApproximateCreationDateTime = std::chrono::floor<std::chrono::seconds>(change.at);
  changed.SizeBytes = bytes;
  changed.Keys = std::move(change.keys);
  changed.NewImage = std::move(change.new_image);
  changed.OldImage = std::move(change.old_image);
  changed.SequenceNumber = sequence;
  changed.StreamViewType = std::string(origin.stream_view_type);
  return record;
}

}  // namespace

Result<GetRecordsOutput> StreamsService::get_records(const RequestContext& context,
                                                     const GetRecordsInput& input) {
  const Scope& scope = context.scope;
  const auto limit = checked_limit(input.Limit, kMaxRecords, "should be less than or equal to ");
  if (!limit) return aws::fail(limit.error());
  auto iterator = decode_iterator(input.ShardIterator);
  if (!iterator) return aws::fail(errors::ValidationException("Invalid ShardIterator"));
  const aws::Timestamp now = clock_.now();
  if (auto error = check_age(*iterator, now)) return aws::fail(*error);

  const auto snapshot = store_.read();
  const auto stream = find_stream(snapshot, scope, iterator->stream_arn);
  if (!stream) return aws::fail(stream.error());
  const auto records = shard_records(snapshot, scope, *stream);
  if (records.trimmed(iterator->record)) {
    return aws::fail(
        errors::TrimmedDataAccessException("The data you are trying to access has been trimmed"));
  }

  const Origin origin{.region = scope.region,
                      .stream_arn = iterator->stream_arn,
                      .stream_view_type = stream_view_type(stream->view)};
  GetRecordsOutput output;
  auto& answered = output.Records.emplace();
  std::int64_t bytes = 0;
  auto cursor = snapshot.from(keys::stream_record(scope, stream->number, iterator->record));
  for (; iterator->record <= records.last && answered.size() < *limit; cursor.next()) {
    assert(cursor.valid());
    ChangeRecord change = decode_record(cursor.value());
    const std::int64_t size = size_in_stream(change);
    bytes += size;
    // One record always fits, or reading would not get past it.
    if (bytes > kMaxBytes && !answered.empty()) break;
    answered.push_back(record_of(origin, iterator->record, std::move(change), size));
    ++iterator->record;
  }
  if (!stream->closed || iterator->record <= records.last) {
    iterator->made = now;
    output.NextShardIterator = encode(*iterator);
  }
  return output;
}

}  // namespace bellwether::cloud::dynamodb
