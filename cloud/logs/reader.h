// Walks the events of a group in the order of their time, then of their arrival.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/core/context.h"
#include "cloud/logs/keys.h"
#include "cloud/logs/record.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::logs {

// Views hold until the walk goes on.
struct Event {
  Position position;
  EventRecord record;
};

// Every event of a group from `from` on.
class GroupWalk {
 public:
  GroupWalk(const store::Snapshot& snapshot, const Scope& scope, std::uint64_t group,
            Position from);
  std::optional<Event> next();

 private:
  std::string prefix_;
  store::Cursor cursor_;
  bool started_ = false;
};

// Forward from the first event at or after a position, or backward from the last before it.
class StreamWalk {
 public:
  StreamWalk(const store::Snapshot& snapshot, const Scope& scope, std::uint64_t group,
             std::uint64_t stream);
  void seek(Position from);
  void seek_before(Position end);
  void next() { cursor_.next(); }
  void previous() { cursor_.previous(); }
  // Nothing when the walk has left the stream.
  std::optional<Position> position() const;

 private:
  std::string prefix_;
  store::Cursor cursor_;
};

// The events of some streams of a group, merged.
class MergedWalk {
 public:
  MergedWalk(const store::Snapshot& snapshot, const Scope& scope, std::uint64_t group,
             const std::vector<std::uint64_t>& streams, Position from);
  std::optional<Event> next();

 private:
  struct Head {
    Position position;
    std::size_t walk;
    friend auto operator<=>(const Head&, const Head&) = default;
  };

  const store::Snapshot& snapshot_;
  const Scope& scope_;
  std::uint64_t group_;
  std::vector<StreamWalk> walks_;
  std::vector<Head> heads_;  // a heap, the earliest on top
};

// The event at a position that an index named.
std::optional<EventRecord> event_at(const store::Snapshot& snapshot, const Scope& scope,
                                    std::uint64_t group, Position position);

}  // namespace bellwether::cloud::logs
