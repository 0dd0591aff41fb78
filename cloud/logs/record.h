// What the store keeps of log groups, streams and events. Every value begins with a version
// byte, 1. Numbers are eight bytes, big-endian; texts are a number of bytes and the bytes.
//
//   group  = 1, number, created, next stream, next sequence, stored bytes, deletion protection
//   (0/1),
//            text class, text KMS key, number of tags, (text key, text value)...
//   stream = 1, number, created, events (0 when none yet), first event, last event, last ingestion
//   event  = 1, stream, ingested, the message to the end
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bellwether::cloud::logs {

struct GroupRecord {
  std::uint64_t number = 0;
  std::uint64_t created = 0;  // ms since the epoch, like every time here
  std::uint64_t next_stream = 1;
  std::uint64_t next_sequence = 1;
  // Message bytes and 26 for each event, as AWS counts them.
  std::uint64_t stored_bytes = 0;
  bool deletion_protection = false;
  std::string log_group_class = "STANDARD";
  std::string kms_key_id;
  std::map<std::string, std::string, std::less<>> tags;

  std::string encode() const;
  static std::optional<GroupRecord> decode(std::string_view bytes);
};

struct StreamRecord {
  std::uint64_t number = 0;
  std::uint64_t created = 0;
  std::uint64_t events = 0;
  std::uint64_t first_event = 0;
  std::uint64_t last_event = 0;
  std::uint64_t last_ingestion = 0;

  std::string encode() const;
  static std::optional<StreamRecord> decode(std::string_view bytes);
};

// A view into the value it was decoded from.
struct EventRecord {
  std::uint64_t stream = 0;
  std::uint64_t ingested = 0;
  std::string_view message;

  std::string encode() const;
  static std::optional<EventRecord> decode(std::string_view bytes);
};

std::string encode_number(std::uint64_t value);
std::optional<std::uint64_t> decode_number(std::string_view bytes);

}  // namespace bellwether::cloud::logs
