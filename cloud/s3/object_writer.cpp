#include "cloud/s3/object_writer.h"

#include <algorithm>

#include "cloud/s3/keys.h"

namespace bellwether::cloud::s3 {

std::optional<ObjectHead> ObjectWriter::find(std::string_view bucket, std::string_view key) const {
  const auto record = transaction_.get(keys::object(bucket, key));
  return record ? std::optional(decode_head(*record)) : std::nullopt;
}

void ObjectWriter::put(std::string_view bucket, std::string_view key, const Object& object,
                       const Content& content) {
  drop_content(bucket, key);
  transaction_.put(keys::object(bucket, key), encode(object, content));
}

void ObjectWriter::update(std::string_view bucket, std::string_view key, const Object& object) {
  const store::Key record_key = keys::object(bucket, key);
  const auto record = transaction_.get(record_key);
  if (!record) return;
  const ContentView content = decode_content(*record);
  transaction_.put(record_key, encode(object, {.bytes = std::string(content.bytes),
                                               .segments = content.segments}));
}

void ObjectWriter::erase(std::string_view bucket, std::string_view key) {
  drop_content(bucket, key);
  transaction_.erase(keys::object(bucket, key));
}

void ObjectWriter::drop_content(std::string_view bucket, std::string_view key) {
  const auto record = transaction_.get(keys::object(bucket, key));
  if (record) references_.drop(decode_content(*record).segments);
}

void ObjectWriter::put_part(std::string_view upload, std::uint32_t number, const Part& part) {
  const store::Key key = keys::part(upload, number);
  if (const auto record = transaction_.get(key)) references_.drop(decode_part(*record).segments);
  transaction_.put(key, encode(part));
}

void ObjectWriter::erase_upload(std::string_view bucket, std::string_view key,
                                std::string_view upload, const std::vector<std::uint32_t>& kept) {
  const store::Key all = keys::parts(upload);
  auto cursor = transaction_.from(all);
  while (cursor.valid() && cursor.key().starts_with(all.bytes())) {
    const std::string part_key(cursor.key());
    std::uint64_t number = 0;
    store::KeyReader(cursor.key().substr(all.bytes().size())).number(number);
    if (!std::ranges::binary_search(kept, number)) {
      references_.drop(decode_part(cursor.value()).segments);
    }
    transaction_.erase(part_key);
    cursor.seek(part_key);
  }
  transaction_.erase(keys::upload(bucket, key, upload));
}

}  // namespace bellwether::cloud::s3
