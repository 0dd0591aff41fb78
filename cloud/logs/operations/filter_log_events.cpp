#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <variant>

#include "cloud/logs/filter_pattern.h"
#include "cloud/logs/names.h"
#include "cloud/logs/page.h"
#include "cloud/logs/reader.h"
#include "cloud/logs/service.h"

namespace bellwether::cloud::logs {
namespace {

namespace errors = aws::logs::errors;
using aws::logs::FilteredLogEvent;
using aws::logs::FilterLogEventsRequest;
using aws::logs::FilterLogEventsResponse;

// One call looks at no more than this before it answers what it has and a token, as AWS does too:
// it runs on a loop that others wait for. Matching takes about a microsecond an event.
constexpr std::size_t kMaxExamined = 20'000;
// Each merged stream costs a cursor; beyond, walking the group and skipping is cheaper.
constexpr std::size_t kMaxMerged = 100;

// The streams to look at; nothing is all of them.
using Selection = std::optional<std::set<std::uint64_t>>;

Result<Selection> select(const store::Snapshot& snapshot, const Scope& scope, std::uint64_t group,
                         const FilterLogEventsRequest& input) {
  if (input.logStreamNames) {
    std::set<std::uint64_t> streams;
    for (const std::string& name : *input.logStreamNames) {
      const auto stream = read_stream(snapshot, scope, group, name);
      if (!stream) return std::unexpected(stream.error());
      streams.insert(stream->number);
    }
    return streams;
  }
  if (!input.logStreamNamePrefix) return std::nullopt;
  std::set<std::uint64_t> streams;
  const std::string all = streams_key(scope, group).bytes();
  store::Cursor cursor = snapshot.from(stream_key(scope, group, *input.logStreamNamePrefix));
  for (; cursor.valid() && cursor.key().starts_with(all); cursor.next()) {
    std::string name;
    if (!store::KeyReader(cursor.key().substr(all.size())).text(name)) break;
    if (!name.starts_with(*input.logStreamNamePrefix)) break;
    if (const auto stream = StreamRecord::decode(cursor.value())) streams.insert(stream->number);
  }
  return streams;
}

// The events of the selection from a position on, in order of time.
class Walk {
 public:
  Walk(const store::Snapshot& snapshot, const Scope& scope, std::uint64_t group,
       const Selection& selection, Position from)
      : walk_(make(snapshot, scope, group, selection, from)) {
    if (selection && selection->size() > kMaxMerged) skip_others_ = &*selection;
  }

  std::optional<Event> next() {
    return std::visit([](auto& walk) { return walk.next(); }, walk_);
  }
  bool wanted(const Event& event) const {
    return skip_others_ == nullptr || skip_others_->contains(event.record.stream);
  }

 private:
  static std::variant<GroupWalk, MergedWalk> make(const store::Snapshot& snapshot,
                                                  const Scope& scope, std::uint64_t group,
                                                  const Selection& selection, Position from) {
    if (!selection || selection->size() > kMaxMerged) {
      return GroupWalk(snapshot, scope, group, from);
    }
    return MergedWalk(snapshot, scope, group, {selection->begin(), selection->end()}, from);
  }

  std::variant<GroupWalk, MergedWalk> walk_;
  const std::set<std::uint64_t>* skip_others_ = nullptr;
};

class StreamNames {
 public:
  StreamNames(const store::Snapshot& snapshot, const Scope& scope, std::uint64_t group)
      : snapshot_(snapshot), scope_(scope), group_(group) {}

  const std::string& of(std::uint64_t stream) {
    const auto [entry, added] = names_.try_emplace(stream);
    if (added) {
      const auto name = snapshot_.get(stream_name_key(scope_, group_, stream));
      if (name) entry->second = *name;
    }
    return entry->second;
  }

 private:
  const store::Snapshot& snapshot_;
  const Scope& scope_;
  std::uint64_t group_;
  std::map<std::uint64_t, std::string> names_;
};

FilteredLogEvent describe(const Event& event, StreamNames& names) {
  FilteredLogEvent answer;
  answer.logStreamName = names.of(event.record.stream);
  answer.timestamp = static_cast<std::int64_t>(event.position.time);
  answer.message = std::string(event.record.message);
  answer.ingestionTime = static_cast<std::int64_t>(event.record.ingested);
  answer.eventId = encode_position(event.position);
  return answer;
}

Result<FilterLogEventsResponse> search(const store::Snapshot& snapshot, const Scope& scope,
                                       const std::string& group_named,
                                       const FilterLogEventsRequest& input,
                                       const FilterPattern& pattern, Position from) {
  // Inclusive, unlike GetLogEvents: "events with a timestamp later than this time are not
  // returned".
  const auto end =
      static_cast<std::uint64_t>(input.endTime.value_or(std::numeric_limits<std::int64_t>::max()));
  const auto group = read_group(snapshot, scope, group_named);
  if (!group) return std::unexpected(group.error());
  const auto selection = select(snapshot, scope, group->number, input);
  if (!selection) return std::unexpected(selection.error());

  FilterLogEventsResponse output;
  output.events.emplace();
  // Always empty since May 2020.
  output.searchedLogStreams.emplace();
  StreamNames names(snapshot, scope, group->number);
  Page page(input.limit);
  std::size_t examined = 0;
  Walk walk(snapshot, scope, group->number, *selection, from);
  while (const auto event = walk.next()) {
    if (event->position.time > end) break;
    if (++examined > kMaxExamined) {
      output.nextToken = encode_position(event->position);
      break;
    }
    if (!walk.wanted(*event) || !pattern.matches(event->record.message)) continue;
    if (!page.add(event->record.message.size())) {
      output.nextToken = encode_position(event->position);
      break;
    }
    output.events->push_back(describe(*event, names));
  }
  return output;
}

}  // namespace

Task<Result<FilterLogEventsResponse>> Service::filter_log_events(const RequestContext& context,
                                                                 FilterLogEventsRequest input) {
  const Scope& scope = context.scope;
  const auto group_named = group_name(input.logGroupName, input.logGroupIdentifier);
  if (!group_named) co_return std::unexpected(group_named.error());
  if (input.logStreamNames && input.logStreamNamePrefix) {
    co_return aws::fail(errors::InvalidParameterException(
        "logStreamNamePrefix and logStreamNames are mutually exclusive parameters."));
  }
  const auto pattern = FilterPattern::parse(input.filterPattern.value_or(""));
  if (!pattern) co_return std::unexpected(pattern.error());
  Position from{.time = static_cast<std::uint64_t>(input.startTime.value_or(0))};
  if (input.nextToken) {
    const auto position = decode_position(*input.nextToken);
    if (!position) co_return aws::fail(bad_next_token());
    from = std::max(from, *position);
  }
  co_await buffer_.flush();

  co_return search(store_.read(), scope, *group_named, input, *pattern, from);
}

}  // namespace bellwether::cloud::logs
