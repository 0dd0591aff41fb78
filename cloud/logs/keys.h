// How log groups lie in the store. After the scope (account, region), by tag:
//
//   C                              -> the last group number given out
//   G text(group)                  -> GroupRecord: name order, as DescribeLogGroups lists
//   S number(group) text(stream)   -> StreamRecord: name order, as DescribeLogStreams lists
//   N number(group) number(stream) -> the stream's name
//   E number(group) number(time ms) number(sequence)                -> EventRecord
//   I number(group) number(stream) number(time ms) number(sequence) -> nothing
//
// Events are kept once, in the order FilterLogEvents answers them (time, then arrival), so that it
// is one walk over neighbours; GetLogEvents walks one stream's index and fetches. Numbers instead
// of names keep keys short and make a group that is created again a different one. The record
// formats are in record.h.
#pragma once

#include <cstdint>
#include <string_view>

#include "cloud/store/key.h"

namespace bellwether::cloud::logs {

// Where an event stands in its group: time first, then arrival.
struct Position {
  std::uint64_t time = 0;  // ms since the epoch
  std::uint64_t sequence = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

inline store::Key logs_key(const Scope& scope, char tag) {
  store::Key key(store::Owner::logs, scope);
  key.tag(tag);
  return key;
}

inline store::Key group_counter_key(const Scope& scope) {
  return logs_key(scope, 'C');
}

inline store::Key groups_key(const Scope& scope) {
  return logs_key(scope, 'G');
}

inline store::Key group_key(const Scope& scope, std::string_view name) {
  return groups_key(scope).text(name);
}

inline store::Key streams_key(const Scope& scope, std::uint64_t group) {
  return logs_key(scope, 'S').number(group);
}

inline store::Key stream_key(const Scope& scope, std::uint64_t group, std::string_view name) {
  return streams_key(scope, group).text(name);
}

inline store::Key stream_names_key(const Scope& scope, std::uint64_t group) {
  return logs_key(scope, 'N').number(group);
}

inline store::Key stream_name_key(const Scope& scope, std::uint64_t group, std::uint64_t stream) {
  return stream_names_key(scope, group).number(stream);
}

inline store::Key events_key(const Scope& scope, std::uint64_t group) {
  return logs_key(scope, 'E').number(group);
}

inline store::Key event_key(const Scope& scope, std::uint64_t group, Position position) {
  return events_key(scope, group).number(position.time).number(position.sequence);
}

inline store::Key group_index_key(const Scope& scope, std::uint64_t group) {
  return logs_key(scope, 'I').number(group);
}

inline store::Key stream_index_key(const Scope& scope, std::uint64_t group, std::uint64_t stream) {
  return group_index_key(scope, group).number(stream);
}

inline store::Key index_key(const Scope& scope, std::uint64_t group, std::uint64_t stream,
                            Position position) {
  return stream_index_key(scope, group, stream).number(position.time).number(position.sequence);
}

}  // namespace bellwether::cloud::logs
