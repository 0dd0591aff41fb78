// ListStreams, DescribeStream.
#include <algorithm>
#include <utility>

#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/streams/find_stream.h"
#include "cloud/dynamodb/streams/service.h"
#include "cloud/dynamodb/streams/shard.h"
#include "cloud/dynamodb/streams/stream.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodbstreams;

constexpr std::int32_t kMaxStreamsListed = 100;
constexpr std::int32_t kMaxShardsListed = 100;

std::vector<KeySchemaElement> key_schema(const KeySchema& keys) {
  const auto element = [](const KeyAttribute& attribute, std::string_view type) {
    return KeySchemaElement{.AttributeName = attribute.name, .KeyType = std::string(type)};
  };
  std::vector<KeySchemaElement> elements = {element(keys.partition, values::KeyType::HASH)};
  if (keys.sort) elements.push_back(element(*keys.sort, values::KeyType::RANGE));
  return elements;
}

SequenceNumberRange sequence_numbers(const Stream& stream, const ShardRecords& records) {
  SequenceNumberRange range;
  // A reader may begin after it as well as at it.
  range.StartingSequenceNumber = sequence_number(records.first - 1);
  if (stream.closed) range.EndingSequenceNumber = sequence_number(records.last);
  return range;
}

std::optional<aws::Error> check_filter(const std::optional<ShardFilter>& filter) {
  if (!filter || (filter->Type && filter->ShardId)) return std::nullopt;
  return errors::ValidationException(
      "One or more parameter values were invalid: ShardFilter requires both Type and ShardId");
}

}  // namespace

Result<ListStreamsOutput> StreamsService::list_streams(const RequestContext& context,
                                                       const ListStreamsInput& input) {
  const Scope& scope = context.scope;
  const auto limit = checked_limit(input.Limit, kMaxStreamsListed,
                                   "cannot be greater than the maximum allowed size: ");
  if (!limit) return aws::fail(limit.error());
  const auto all = input.TableName ? keys::streams(scope, *input.TableName) : keys::streams(scope);
  std::string begin = all.bytes();
  // It may be gone meanwhile. A table's streams lie in the order of their labels.
  StreamName after;
  if (input.ExclusiveStartStreamArn) {
    auto name = parse_stream_arn(scope, *input.ExclusiveStartStreamArn);
    if (!name) return aws::fail(name.error());
    after = std::move(*name);
    begin = std::max(begin, keys::streams(scope, after.table_name).bytes());
  }

  const auto snapshot = store_.read();
  ListStreamsOutput output;
  auto& streams = output.Streams.emplace();
  auto cursor = snapshot.from(begin);
  for (const std::string end = all.end(); cursor.valid() && cursor.key() < end; cursor.next()) {
    const dynamodb::Stream stream = decode_stream(cursor.value());
    if (stream.table_name == after.table_name && stream.label() <= after.label) continue;
    if (streams.size() == *limit) {
      output.LastEvaluatedStreamArn = streams.back().StreamArn;
      break;
    }
    streams.push_back({.StreamArn = stream.arn(scope),
                       .TableName = stream.table_name,
                       .StreamLabel = stream.label()});
  }
  return output;
}

Result<DescribeStreamOutput> StreamsService::describe_stream(const RequestContext& context,
                                                             const DescribeStreamInput& input) {
  const auto limit =
      checked_limit(input.Limit, kMaxShardsListed, "cannot be greater than the maximum: ");
  if (!limit) return aws::fail(limit.error());
  if (auto error = check_filter(input.ShardFilter)) return aws::fail(*error);
  const auto snapshot = store_.read();
  const auto stream = find_stream(snapshot, context.scope, input.StreamArn);
  if (!stream) return aws::fail(stream.error());

  DescribeStreamOutput output;
  auto& description = output.StreamDescription.emplace();
  description.StreamArn = stream->arn(context.scope);
  description.StreamLabel = stream->label();
  description.StreamStatus =
      std::string(stream->closed ? values::StreamStatus::DISABLED : values::StreamStatus::ENABLED);
  description.StreamViewType = std::string(stream_view_type(stream->view));
  description.CreationRequestDateTime = stream->created;
  description.TableName = stream->table_name;
  description.KeySchema = key_schema(stream->keys);
  auto& shards = description.Shards.emplace();
  const std::string shard = shard_id(context.scope, *stream);
  // The one shard has no children, and fits into any page.
  const bool after = input.ExclusiveStartShardId && shard <= *input.ExclusiveStartShardId;
  if (!after && !input.ShardFilter) {
    const auto records = shard_records(snapshot, context.scope, *stream);
    shards.push_back({.ShardId = shard,
                      .SequenceNumberRange = sequence_numbers(*stream, records),
                      .ParentShardId = {}});
  }
  return output;
}

}  // namespace bellwether::cloud::dynamodb
