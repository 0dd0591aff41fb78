#include "cloud/logs/writer.h"

#include <algorithm>

#include "cloud/logs/keys.h"

namespace bellwether::cloud::logs {

GroupRecord* Writer::find_group(const Scope& scope, std::string_view name) {
  const store::Key key = group_key(scope, name);
  if (const auto known = groups_.find(key.bytes()); known != groups_.end()) return &known->second;
  const auto value = transaction_.get(key);
  if (!value) return nullptr;
  auto record = GroupRecord::decode(*value);
  if (!record) return nullptr;
  return &groups_.emplace(key.bytes(), std::move(*record)).first->second;
}

StreamRecord* Writer::find_stream(const Scope& scope, const GroupRecord& group,
                                  std::string_view name) {
  const store::Key key = stream_key(scope, group.number, name);
  if (const auto known = streams_.find(key.bytes()); known != streams_.end()) return &known->second;
  const auto value = transaction_.get(key);
  if (!value) return nullptr;
  const auto record = StreamRecord::decode(*value);
  if (!record) return nullptr;
  return &streams_.emplace(key.bytes(), *record).first->second;
}

GroupRecord& Writer::create_group(const Scope& scope, std::string_view name, GroupRecord group) {
  const store::Key counter = group_counter_key(scope);
  const auto last = transaction_.get(counter);
  group.number = (last ? decode_number(*last).value_or(0) : 0) + 1;
  transaction_.put(counter, encode_number(group.number));
  return groups_.insert_or_assign(group_key(scope, name).bytes(), std::move(group)).first->second;
}

StreamRecord& Writer::create_stream(const Scope& scope, GroupRecord& group, std::string_view name,
                                    std::uint64_t created) {
  StreamRecord stream;
  stream.number = group.next_stream++;
  stream.created = created;
  transaction_.put(stream_name_key(scope, group.number, stream.number), name);
  return streams_.insert_or_assign(stream_key(scope, group.number, name).bytes(), stream)
      .first->second;
}

void Writer::append(const Scope& scope, GroupRecord& group, StreamRecord& stream,
                    std::uint64_t time, std::uint64_t ingested, std::string_view message) {
  const Position position{.time = time, .sequence = group.next_sequence++};
  const EventRecord event{.stream = stream.number, .ingested = ingested, .message = message};
  transaction_.put(event_key(scope, group.number, position), event.encode());
  transaction_.put(index_key(scope, group.number, stream.number, position), {});
  stream.first_event = stream.events == 0 ? time : std::min(stream.first_event, time);
  stream.last_event = std::max(stream.last_event, time);
  stream.last_ingestion = ingested;
  ++stream.events;
  group.stored_bytes += message.size() + kEventOverhead;
}

void Writer::finish() {
  for (const auto& [key, group] : groups_) transaction_.put(key, group.encode());
  for (const auto& [key, stream] : streams_) transaction_.put(key, stream.encode());
}

}  // namespace bellwether::cloud::logs
