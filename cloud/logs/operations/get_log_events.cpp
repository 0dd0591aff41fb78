#include <algorithm>
#include <limits>

#include "cloud/logs/names.h"
#include "cloud/logs/page.h"
#include "cloud/logs/reader.h"
#include "cloud/logs/service.h"

namespace bellwether::cloud::logs {
namespace {

using aws::logs::GetLogEventsRequest;
using aws::logs::GetLogEventsResponse;
using aws::logs::OutputLogEvent;

// A token is "f/<digits>/s" or "b/<digits>/s"; the digits name a boundary between two events.
// Forward answers what follows it, backward what precedes it, so an exhausted direction answers its
// own token.
std::string token(char direction, Position boundary) {
  return std::string(1, direction) + "/" + encode_position(boundary) + "/s";
}

struct Start {
  bool forward = false;
  Position boundary;
};

// The window [begin, end) that startTime and endTime leave; endTime is exclusive here.
struct Window {
  Position begin;
  Position end{.time = std::numeric_limits<std::uint64_t>::max()};
};

Result<Start> where_to_start(const GetLogEventsRequest& input, const Window& window) {
  if (!input.nextToken) {
    const bool forward = input.startFromHead.value_or(false);
    return Start{.forward = forward, .boundary = forward ? window.begin : window.end};
  }
  const std::string_view text = *input.nextToken;
  const bool forward = text.starts_with("f/");
  if ((!forward && !text.starts_with("b/")) || !text.ends_with("/s") || text.size() < 4) {
    return aws::fail(bad_next_token());
  }
  const auto boundary = decode_position(text.substr(2, text.size() - 4));
  if (!boundary) return aws::fail(bad_next_token());
  return Start{.forward = forward, .boundary = *boundary};
}

std::vector<Position> positions_forward(StreamWalk& walk, Position from, Position end, Page& page,
                                        const auto& fetch) {
  std::vector<Position> positions;
  for (walk.seek(from); const auto position = walk.position(); walk.next()) {
    if (*position >= end || !page.add(fetch(*position))) break;
    positions.push_back(*position);
  }
  return positions;
}

std::vector<Position> positions_backward(StreamWalk& walk, Position begin, Position end, Page& page,
                                         const auto& fetch) {
  std::vector<Position> positions;
  for (walk.seek_before(end); const auto position = walk.position(); walk.previous()) {
    if (*position < begin || !page.add(fetch(*position))) break;
    positions.push_back(*position);
  }
  std::ranges::reverse(positions);
  return positions;
}

Result<GetLogEventsResponse> read(const store::Snapshot& snapshot, const Scope& scope,
                                  const std::string& group_named, const GetLogEventsRequest& input,
                                  const Window& window, const Start& start) {
  const auto group = read_group(snapshot, scope, group_named);
  if (!group) return std::unexpected(group.error());
  const auto stream = read_stream(snapshot, scope, group->number, input.logStreamName);
  if (!stream) return std::unexpected(stream.error());

  const auto fetch = [&](Position position) {
    const auto event = event_at(snapshot, scope, group->number, position);
    return event ? event->message.size() : 0;
  };
  Page page(input.limit);
  StreamWalk walk(snapshot, scope, group->number, stream->number);
  const std::vector<Position> positions =
      start.forward
          ? positions_forward(walk, std::max(start.boundary, window.begin), window.end, page, fetch)
          : positions_backward(walk, window.begin, std::min(start.boundary, window.end), page,
                               fetch);

  GetLogEventsResponse output;
  output.events.emplace();
  for (const Position position : positions) {
    const auto event = event_at(snapshot, scope, group->number, position);
    if (!event) continue;
    OutputLogEvent& answer = output.events->emplace_back();
    answer.timestamp = static_cast<std::int64_t>(position.time);
    answer.message = std::string(event->message);
    answer.ingestionTime = static_cast<std::int64_t>(event->ingested);
  }
  // Without events both tokens stay where the request stood; a first look at an empty stream stands
  // at its head, so that following the token sees what is written later.
  Position first = input.nextToken ? start.boundary : window.begin;
  Position next = first;
  if (!positions.empty()) {
    first = positions.front();
    next = positions.back();
    ++next.sequence;
  }
  output.nextBackwardToken = token('b', first);
  output.nextForwardToken = token('f', next);
  return output;
}

}  // namespace

Task<Result<GetLogEventsResponse>> Service::get_log_events(const RequestContext& context,
                                                           GetLogEventsRequest input) {
  const Scope& scope = context.scope;
  const auto group_named = group_name(input.logGroupName, input.logGroupIdentifier);
  if (!group_named) co_return std::unexpected(group_named.error());
  Window window;
  if (input.startTime) window.begin.time = static_cast<std::uint64_t>(*input.startTime);
  if (input.endTime) window.end.time = static_cast<std::uint64_t>(*input.endTime);
  const auto start = where_to_start(input, window);
  if (!start) co_return std::unexpected(start.error());
  co_await buffer_.flush();

  co_return read(store_.read(), scope, *group_named, input, window, *start);
}

}  // namespace bellwether::cloud::logs
