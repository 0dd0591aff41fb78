#include "cloud/logs/record.h"

namespace bellwether::cloud::logs {
namespace {

constexpr char kVersion = 1;

class Writer {
 public:
  Writer() { bytes_.push_back(kVersion); }
  Writer& number(std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes_.push_back(static_cast<char>(value >> shift));
    return *this;
  }
  Writer& text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
    return *this;
  }
  Writer& rest(std::string_view value) {
    bytes_.append(value);
    return *this;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {
    ok_ = !rest_.empty() && rest_.front() == kVersion;
    if (ok_) rest_.remove_prefix(1);
  }
  std::uint64_t number() {
    if (rest_.size() < 8) ok_ = false;
    if (!ok_) return 0;
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(8);
    return value;
  }
  std::string_view text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) ok_ = false;
    if (!ok_) return {};
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }
  std::string_view rest() const { return rest_; }
  bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = false;
};

}  // namespace

std::string GroupRecord::encode() const {
  Writer writer;
  writer.number(number).number(created).number(next_stream).number(next_sequence);
  writer.number(stored_bytes).number(deletion_protection ? 1 : 0);
  writer.text(log_group_class).text(kms_key_id).number(tags.size());
  for (const auto& [key, value] : tags) writer.text(key).text(value);
  return writer.take();
}

std::optional<GroupRecord> GroupRecord::decode(std::string_view bytes) {
  Reader reader(bytes);
  GroupRecord group;
  group.number = reader.number();
  group.created = reader.number();
  group.next_stream = reader.number();
  group.next_sequence = reader.number();
  group.stored_bytes = reader.number();
  group.deletion_protection = reader.number() != 0;
  group.log_group_class = reader.text();
  group.kms_key_id = reader.text();
  const std::uint64_t tags = reader.number();
  for (std::uint64_t i = 0; i < tags && reader.ok(); ++i) {
    std::string key(reader.text());
    group.tags.emplace(std::move(key), reader.text());
  }
  if (!reader.ok()) return std::nullopt;
  return group;
}

std::string StreamRecord::encode() const {
  Writer writer;
  writer.number(number).number(created).number(events);
  writer.number(first_event).number(last_event).number(last_ingestion);
  return writer.take();
}

std::optional<StreamRecord> StreamRecord::decode(std::string_view bytes) {
  Reader reader(bytes);
  StreamRecord stream;
  stream.number = reader.number();
  stream.created = reader.number();
  stream.events = reader.number();
  stream.first_event = reader.number();
  stream.last_event = reader.number();
  stream.last_ingestion = reader.number();
  if (!reader.ok()) return std::nullopt;
  return stream;
}

std::string EventRecord::encode() const {
  return Writer().number(stream).number(ingested).rest(message).take();
}

std::optional<EventRecord> EventRecord::decode(std::string_view bytes) {
  Reader reader(bytes);
  EventRecord event;
  event.stream = reader.number();
  event.ingested = reader.number();
  event.message = reader.rest();
  if (!reader.ok()) return std::nullopt;
  return event;
}

std::string encode_number(std::uint64_t value) {
  return Writer().number(value).take();
}

std::optional<std::uint64_t> decode_number(std::string_view bytes) {
  Reader reader(bytes);
  const std::uint64_t value = reader.number();
  if (!reader.ok()) return std::nullopt;
  return value;
}

}  // namespace bellwether::cloud::logs
