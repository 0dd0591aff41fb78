#include "cloud/dynamodb/streams/change_record.h"

#include <cassert>
#include <chrono>

#include "cloud/dynamodb/item_codec.h"
#include "cloud/dynamodb/record_reader.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

constexpr char kVersion = 1;

// An item's encoding is never empty, so that says that there is none.
std::string encode_image(const std::optional<Item>& image) {
  return image ? encode_item(*image) : std::string();
}

std::optional<Item> decode_image(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  return decode_item(bytes);
}

RecordReader reader_of(std::string_view bytes) {
  RecordReader reader(bytes, "record of a DynamoDB stream");
  if (reader.take_byte() != kVersion) reader.broken();
  return reader;
}

aws::Timestamp take_time(RecordReader& reader) {
  return aws::Timestamp(std::chrono::milliseconds(reader.take_number()));
}

}  // namespace

ChangeRecord record_of(const TableStream& stream, const KeySchema& keys, const Item* old,
                       const Item* now, ChangedBy by, aws::Timestamp at) {
  assert(old || now);
  using View = TableStream::View;
  using Event = ChangeRecord::Event;
  ChangeRecord record{.event = !now  ? Event::remove
                               : old ? Event::modify
                                     : Event::insert,
                      .by = by,
                      .at = at,
                      .keys = key_attributes(keys, now ? *now : *old),
                      .old_image = {},
                      .new_image = {}};
  if (old && (stream.view == View::old_image || stream.view == View::both_images)) {
    record.old_image = *old;
  }
  if (now && (stream.view == View::new_image || stream.view == View::both_images)) {
    record.new_image = *now;
  }
  return record;
}

std::string encode_record(const ChangeRecord& record) {
  const std::string images[] = {encode_item(record.keys), encode_image(record.old_image),
                                encode_image(record.new_image)};
  // Key's parts serve as fields, but the items are as they are: a reader copies each once.
  store::Key bytes(store::Owner::dynamodb);
  bytes.tag(kVersion).number(static_cast<std::uint64_t>(record.at.time_since_epoch().count()));
  bytes.tag(static_cast<char>(record.event)).tag(static_cast<char>(record.by));
  for (const auto& image : images) bytes.number(image.size());
  for (const auto& image : images) bytes.raw(image);
  return bytes.bytes().substr(1);
}

ChangeRecord decode_record(std::string_view bytes) {
  RecordReader reader = reader_of(bytes);
  ChangeRecord record;
  record.at = take_time(reader);
  record.event = static_cast<ChangeRecord::Event>(reader.take_byte());
  record.by = static_cast<ChangedBy>(reader.take_byte());
  const std::uint64_t keys = reader.take_number();
  const std::uint64_t old_image = reader.take_number();
  const std::uint64_t new_image = reader.take_number();
  record.keys = decode_item(reader.take_raw(keys));
  record.old_image = decode_image(reader.take_raw(old_image));
  record.new_image = decode_image(reader.take_raw(new_image));
  return record;
}

aws::Timestamp time_of_record(std::string_view bytes) {
  RecordReader reader = reader_of(bytes);
  return take_time(reader);
}

}  // namespace bellwether::cloud::dynamodb
