#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "cloud/logs/keys.h"
#include "cloud/logs/names.h"
#include "cloud/logs/reader.h"
#include "cloud/logs/service.h"
#include "cloud/logs/writer.h"

namespace bellwether::cloud::logs {
namespace {

namespace errors = aws::logs::errors;
using aws::logs::DescribeLogStreamsRequest;
using aws::logs::DescribeLogStreamsResponse;
using aws::logs::LogStream;

constexpr std::int32_t kDefaultLimit = 50;

struct NamedStream {
  std::string name;
  StreamRecord record;
};

LogStream describe(const Scope& scope, std::string_view group, const NamedStream& stream) {
  LogStream answer;
  const StreamRecord& record = stream.record;
  answer.logStreamName = stream.name;
  answer.creationTime = static_cast<std::int64_t>(record.created);
  if (record.events > 0) {
    answer.firstEventTimestamp = static_cast<std::int64_t>(record.first_event);
    answer.lastEventTimestamp = static_cast<std::int64_t>(record.last_event);
    answer.lastIngestionTime = static_cast<std::int64_t>(record.last_ingestion);
    answer.uploadSequenceToken =
        encode_position({.time = record.last_ingestion, .sequence = record.events});
  }
  answer.arn = fmt::format("{}:log-stream:{}", group_arn(scope, group), stream.name);
  // Reported as zero by AWS since June 2019.
  answer.storedBytes = 0;
  return answer;
}

std::vector<NamedStream> streams_with_prefix(const store::Snapshot& snapshot, const Scope& scope,
                                             std::uint64_t group, std::string_view prefix) {
  std::vector<NamedStream> streams;
  const std::string all = streams_key(scope, group).bytes();
  store::Cursor cursor = snapshot.from(stream_key(scope, group, prefix));
  for (; cursor.valid() && cursor.key().starts_with(all); cursor.next()) {
    NamedStream stream;
    if (!store::KeyReader(cursor.key().substr(all.size())).text(stream.name)) break;
    if (!stream.name.starts_with(prefix)) break;
    const auto record = StreamRecord::decode(cursor.value());
    if (!record) continue;
    stream.record = *record;
    streams.push_back(std::move(stream));
  }
  return streams;
}

// The place in the order asked for; a token holds the place of the last stream answered.
struct Place {
  std::uint64_t time = 0;  // 0 in name order
  std::string name;
  friend auto operator<=>(const Place&, const Place&) = default;
};

std::string encode(const Place& place) {
  return encode_name_token(fmt::format("{} {}", place.time, place.name));
}

std::optional<Place> decode(std::string_view token) {
  const auto text = decode_name_token(token);
  if (!text) return std::nullopt;
  Place place;
  const char* const end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, place.time);
  if (error != std::errc{} || rest == end || *rest != ' ') return std::nullopt;
  place.name.assign(rest + 1, end);
  return place;
}

bool orders_by_time(const DescribeLogStreamsRequest& input) {
  return input.orderBy == aws::logs::values::OrderBy::LastEventTime;
}

Result<DescribeLogStreamsResponse> list(const store::Snapshot& snapshot, const Scope& scope,
                                        const std::string& group_named,
                                        const DescribeLogStreamsRequest& input,
                                        std::optional<Place> after) {
  const bool by_time = orders_by_time(input);
  const auto group = read_group(snapshot, scope, group_named);
  if (!group) return std::unexpected(group.error());
  std::vector<NamedStream> streams =
      streams_with_prefix(snapshot, scope, group->number, input.logStreamNamePrefix.value_or(""));
  const auto place = [by_time](const NamedStream& stream) {
    return Place{.time = by_time ? stream.record.last_event : 0, .name = stream.name};
  };
  if (by_time) std::ranges::sort(streams, {}, place);
  const bool descending = input.descending.value_or(false);
  if (descending) std::ranges::reverse(streams);

  const auto limit = static_cast<std::size_t>(input.limit.value_or(kDefaultLimit));
  DescribeLogStreamsResponse output;
  output.logStreams.emplace();
  for (const NamedStream& stream : streams) {
    const Place here = place(stream);
    if (after && (descending ? here >= *after : here <= *after)) continue;
    if (output.logStreams->size() == limit) {
      output.nextToken = encode(*after);
      break;
    }
    output.logStreams->push_back(describe(scope, group_named, stream));
    // From here on the last one answered; later ones compare as after it anyway.
    after = here;
  }
  return output;
}

}  // namespace

Task<Result<aws::Unit>> Service::create_log_stream(const RequestContext& context,
                                                   aws::logs::CreateLogStreamRequest input) {
  const std::uint64_t created = now();
  co_await buffer_.flush();
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    Writer writer(transaction);
    GroupRecord* group = writer.find_group(context.scope, input.logGroupName);
    if (group == nullptr) return aws::fail(group_not_found());
    if (writer.find_stream(context.scope, *group, input.logStreamName) != nullptr) {
      return aws::fail(
          errors::ResourceAlreadyExistsException("The specified log stream already exists"));
    }
    writer.create_stream(context.scope, *group, input.logStreamName, created);
    writer.finish();
    return aws::Unit{};
  });
}

Task<Result<aws::Unit>> Service::delete_log_stream(const RequestContext& context,
                                                   aws::logs::DeleteLogStreamRequest input) {
  co_await buffer_.flush();
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const Scope& scope = context.scope;
    Writer writer(transaction);
    GroupRecord* group = writer.find_group(scope, input.logGroupName);
    if (group == nullptr) return aws::fail(group_not_found());
    const StreamRecord* stream = writer.find_stream(scope, *group, input.logStreamName);
    if (stream == nullptr) return aws::fail(stream_not_found());

    const std::uint64_t number = stream->number;
    const store::Key index = stream_index_key(scope, group->number, number);
    std::vector<Position> positions;
    for (store::Cursor cursor = transaction.from(index);
         cursor.valid() && cursor.key().starts_with(index.bytes()); cursor.next()) {
      store::KeyReader reader(cursor.key().substr(index.bytes().size()));
      Position& position = positions.emplace_back();
      reader.number(position.time);
      reader.number(position.sequence);
    }
    std::uint64_t bytes = 0;
    for (const Position position : positions) {
      const store::Key key = event_key(scope, group->number, position);
      const auto value = transaction.get(key);
      const auto event = value ? EventRecord::decode(*value) : std::nullopt;
      if (event) bytes += event->message.size() + kEventOverhead;
      transaction.erase(key);
    }
    transaction.erase_range(index, index.end());
    transaction.erase(stream_name_key(scope, group->number, number));
    group->stored_bytes -= std::min(bytes, group->stored_bytes);
    writer.finish();
    transaction.erase(stream_key(scope, group->number, input.logStreamName));
    return aws::Unit{};
  });
}

Task<Result<DescribeLogStreamsResponse>> Service::describe_log_streams(
    const RequestContext& context, DescribeLogStreamsRequest input) {
  const Scope& scope = context.scope;
  const auto group_named = group_name(input.logGroupName, input.logGroupIdentifier);
  if (!group_named) co_return std::unexpected(group_named.error());
  if (orders_by_time(input) && input.logStreamNamePrefix) {
    co_return aws::fail(errors::InvalidParameterException(
        "Cannot order by LastEventTime with a logStreamNamePrefix."));
  }
  std::optional<Place> after;
  if (input.nextToken) {
    after = decode(*input.nextToken);
    if (!after) co_return aws::fail(bad_next_token());
  }
  co_await buffer_.flush();

  co_return list(store_.read(), scope, *group_named, input, std::move(after));
}

}  // namespace bellwether::cloud::logs
