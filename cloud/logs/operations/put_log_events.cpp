#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "cloud/logs/names.h"
#include "cloud/logs/service.h"
#include "cloud/logs/writer.h"

namespace bellwether::cloud::logs {
namespace {

namespace errors = aws::logs::errors;
using aws::logs::InputLogEvent;
using aws::logs::PutLogEventsRequest;
using aws::logs::PutLogEventsResponse;
using std::chrono::milliseconds;

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
constexpr std::uint64_t kMaxBatchBytes = 1'048'576;
constexpr std::uint64_t kMaxEventBytes = 1'048'576;
constexpr std::int64_t kMaxFuture = milliseconds(std::chrono::hours(2)).count();
constexpr std::int64_t kMaxAge = milliseconds(std::chrono::days(14)).count();
constexpr std::int64_t kMaxSpan = milliseconds(std::chrono::hours(24)).count();

Result<aws::Unit> check_sizes(const std::vector<InputLogEvent>& events) {
  std::uint64_t total = 0;
  for (const InputLogEvent& event : events) {
    const std::uint64_t bytes = event.message.size() + kEventOverhead;
    if (bytes > kMaxEventBytes) {
      return aws::fail(errors::InvalidParameterException(
          fmt::format("Log event too large: {} bytes exceeds limit of {}", bytes, kMaxEventBytes)));
    }
    total += bytes;
  }
  if (total > kMaxBatchBytes) {
    return aws::fail(errors::InvalidParameterException(
        fmt::format("Upload too large: {} bytes exceeds limit of {}", total, kMaxBatchBytes)));
  }
  if (!std::ranges::is_sorted(events, {}, &InputLogEvent::timestamp)) {
    return aws::fail(errors::InvalidParameterException(
        "Log events in a single PutLogEvents request must be in chronological order."));
  }
  return aws::Unit{};
}

// Which events of a batch in order of time AWS takes: [begin, end).
struct Accepted {
  std::size_t begin;
  std::size_t end;
};

Accepted accept(const std::vector<InputLogEvent>& events, std::int64_t now) {
  const auto first = std::ranges::lower_bound(events, now - kMaxAge, {}, &InputLogEvent::timestamp);
  const auto last =
      std::ranges::upper_bound(events, now + kMaxFuture, {}, &InputLogEvent::timestamp);
  return {.begin = static_cast<std::size_t>(first - events.begin()),
          .end = static_cast<std::size_t>(last - events.begin())};
}

}  // namespace

Task<Result<PutLogEventsResponse>> Service::put_log_events(const RequestContext& context,
                                                           PutLogEventsRequest input) {
  const std::vector<InputLogEvent>& events = input.logEvents;
  if (auto checked = check_sizes(events); !checked) co_return std::unexpected(checked.error());
  const std::uint64_t ingested = now();
  const Accepted accepted = accept(events, static_cast<std::int64_t>(ingested));
  // Only the events that are taken count: AWS, note in PutLogEvents.
  if (accepted.begin < accepted.end &&
      events[accepted.end - 1].timestamp - events[accepted.begin].timestamp > kMaxSpan) {
    co_return aws::fail(errors::InvalidParameterException(
        "The batch of log events in a single PutLogEvents request cannot span more than 24 "
        "hours."));
  }

  PutLogEventsResponse output;
  if (accepted.begin > 0 || accepted.end < events.size()) {
    auto& rejected = output.rejectedLogEventsInfo.emplace();
    if (accepted.begin > 0) {
      rejected.tooOldLogEventEndIndex = static_cast<std::int32_t>(accepted.begin);
    }
    if (accepted.end < events.size()) {
      rejected.tooNewLogEventStartIndex = static_cast<std::int32_t>(accepted.end);
    }
  }
  // Entities relate events to other telemetry, of which there is none here. This is how AWS says
  // that it took the events without the entity.
  if (input.entity) {
    output.rejectedEntityInfo.emplace().errorType =
        aws::logs::values::EntityRejectionErrorType::UnsupportedLogGroupType;
  }

  auto written =
      co_await store_.write([&](store::Transaction& transaction) -> Result<std::uint64_t> {
        Writer writer(transaction);
        GroupRecord* group = writer.find_group(context.scope, input.logGroupName);
        if (group == nullptr) return aws::fail(group_not_found());
        StreamRecord* stream = writer.find_stream(context.scope, *group, input.logStreamName);
        if (stream == nullptr) return aws::fail(stream_not_found());
        for (std::size_t i = accepted.begin; i < accepted.end; ++i) {
          writer.append(context.scope, *group, *stream,
                        static_cast<std::uint64_t>(events[i].timestamp), ingested,
                        events[i].message);
        }
        writer.finish();
        return stream->events;
      });
  if (!written) co_return std::unexpected(written.error());
  output.nextSequenceToken = encode_position({.time = ingested, .sequence = *written});
  co_return output;
}

}  // namespace bellwether::cloud::logs
