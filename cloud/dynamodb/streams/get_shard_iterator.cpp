// GetShardIterator.
#include <algorithm>

#include "cloud/dynamodb/streams/find_stream.h"
#include "cloud/dynamodb/streams/service.h"
#include "cloud/dynamodb/streams/shard.h"
#include "cloud/dynamodb/streams/shard_iterator.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodbstreams;
namespace types = values::ShardIteratorType;

bool wants_sequence_number(const GetShardIteratorInput& input) {
  return input.ShardIteratorType == types::AT_SEQUENCE_NUMBER ||
         input.ShardIteratorType == types::AFTER_SEQUENCE_NUMBER;
}

aws::Error invalid(const char* what) {
  return errors::ValidationException(std::string("One or more parameter values were invalid: ") +
                                     what);
}

std::optional<aws::Error> check(const GetShardIteratorInput& input) {
  if (wants_sequence_number(input) && !input.SequenceNumber) {
    return invalid("Invalid SequenceNumber");
  }
  if (!wants_sequence_number(input) && input.SequenceNumber) {
    return invalid("SequenceNumber should not be passed for this iterator type");
  }
  return std::nullopt;
}

// The record at or after a sequence number. The one before the first that is left may be named: it
// is where a shard starts, and where a reader stands that has read all that was trimmed.
Result<std::uint64_t> find_record(const GetShardIteratorInput& input, const ShardRecords& records) {
  const auto named = record_of_sequence_number(*input.SequenceNumber);
  if (!named || *named > records.last) {
    return aws::fail(errors::ValidationException("Invalid SequenceNumber for the shard"));
  }
  if (records.trimmed(*named + 1)) {
    return aws::fail(
        errors::TrimmedDataAccessException("The data you are trying to access has been trimmed"));
  }
  if (input.ShardIteratorType == types::AFTER_SEQUENCE_NUMBER) return *named + 1;
  return std::max(*named, records.first);
}

}  // namespace

Result<GetShardIteratorOutput> StreamsService::get_shard_iterator(
    const RequestContext& context, const GetShardIteratorInput& input) {
  if (auto error = check(input)) return aws::fail(*error);
  const auto snapshot = store_.read();
  const auto stream = find_stream(snapshot, context.scope, input.StreamArn);
  if (!stream) return aws::fail(stream.error());
  if (input.ShardId != shard_id(context.scope, *stream)) {
    return aws::fail(
        errors::ResourceNotFoundException("Requested resource not found: Shard does not exist"));
  }

  const auto records = shard_records(snapshot, context.scope, *stream);
  dynamodb::ShardIterator iterator{.stream_arn = input.StreamArn,
                                   .record = records.first,  // TRIM_HORIZON
                                   .made = clock_.now()};
  if (input.ShardIteratorType == types::LATEST) {
    iterator.record = records.last + 1;
  } else if (wants_sequence_number(input)) {
    const auto record = find_record(input, records);
    if (!record) return aws::fail(record.error());
    iterator.record = *record;
  }
  return GetShardIteratorOutput{.ShardIterator = encode(iterator)};
}

}  // namespace bellwether::cloud::dynamodb
