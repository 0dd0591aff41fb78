#include "cloud/logs/reader.h"

#include <algorithm>
#include <functional>

namespace bellwether::cloud::logs {
namespace {

std::optional<Position> position_in(std::string_view key, std::string_view prefix) {
  if (!key.starts_with(prefix)) return std::nullopt;
  store::KeyReader reader(key.substr(prefix.size()));
  Position position;
  if (!reader.number(position.time) || !reader.number(position.sequence)) return std::nullopt;
  return position;
}

std::string at(const std::string& prefix, Position position) {
  std::string key = prefix;
  for (const std::uint64_t part : {position.time, position.sequence}) {
    for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(part >> shift));
  }
  return key;
}

}  // namespace

std::optional<EventRecord> event_at(const store::Snapshot& snapshot, const Scope& scope,
                                    std::uint64_t group, Position position) {
  const auto value = snapshot.get(event_key(scope, group, position));
  if (!value) return std::nullopt;
  return EventRecord::decode(*value);
}

GroupWalk::GroupWalk(const store::Snapshot& snapshot, const Scope& scope, std::uint64_t group,
                     Position from)
    : prefix_(events_key(scope, group).bytes()), cursor_(snapshot.from(at(prefix_, from))) {}

std::optional<Event> GroupWalk::next() {
  if (started_) cursor_.next();
  started_ = true;
  if (!cursor_.valid()) return std::nullopt;
  const auto position = position_in(cursor_.key(), prefix_);
  if (!position) return std::nullopt;
  const auto record = EventRecord::decode(cursor_.value());
  if (!record) return std::nullopt;
  return Event{.position = *position, .record = *record};
}

StreamWalk::StreamWalk(const store::Snapshot& snapshot, const Scope& scope, std::uint64_t group,
                       std::uint64_t stream)
    : prefix_(stream_index_key(scope, group, stream).bytes()), cursor_(snapshot.from(prefix_)) {}

void StreamWalk::seek(Position from) {
  cursor_.seek(at(prefix_, from));
}

void StreamWalk::seek_before(Position end) {
  cursor_.seek_before(at(prefix_, end));
}

std::optional<Position> StreamWalk::position() const {
  if (!cursor_.valid()) return std::nullopt;
  return position_in(cursor_.key(), prefix_);
}

MergedWalk::MergedWalk(const store::Snapshot& snapshot, const Scope& scope, std::uint64_t group,
                       const std::vector<std::uint64_t>& streams, Position from)
    : snapshot_(snapshot), scope_(scope), group_(group) {
  walks_.reserve(streams.size());
  for (const std::uint64_t stream : streams) {
    StreamWalk& walk = walks_.emplace_back(snapshot, scope, group, stream);
    walk.seek(from);
    if (const auto position = walk.position()) heads_.push_back({*position, walks_.size() - 1});
  }
  std::ranges::make_heap(heads_, std::greater{});
}

std::optional<Event> MergedWalk::next() {
  if (heads_.empty()) return std::nullopt;
  std::ranges::pop_heap(heads_, std::greater{});
  const Head head = heads_.back();
  heads_.pop_back();
  StreamWalk& walk = walks_[head.walk];
  walk.next();
  if (const auto position = walk.position()) {
    heads_.push_back({*position, head.walk});
    std::ranges::push_heap(heads_, std::greater{});
  }
  const auto record = event_at(snapshot_, scope_, group_, head.position);
  if (!record) return std::nullopt;
  return Event{.position = head.position, .record = *record};
}

}  // namespace bellwether::cloud::logs
