#include "cloud/s3/object.h"

#include <array>

#include "cloud/s3/keys.h"
#include "cloud/s3/record_codec.h"
#include "cloud/s3/segment_codec.h"
#include "cloud/store/bucket.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr char version = 1;

// In the order in which records have them.
constexpr std::array headers{&SystemHeaders::content_type,
                             &SystemHeaders::cache_control,
                             &SystemHeaders::content_disposition,
                             &SystemHeaders::content_encoding,
                             &SystemHeaders::content_language,
                             &SystemHeaders::expires,
                             &SystemHeaders::website_redirect_location};

ObjectHead read_head(RecordReader& reader) {
  ObjectHead head;
  head.size = reader.number();
  head.last_modified = aws::Timestamp(std::chrono::milliseconds(reader.number()));
  head.etag = reader.text();
  head.storage_class = reader.text();
  head.checksum = read_checksum_kind(reader);
  return head;
}

void skip_pairs(RecordReader& reader) {
  for (std::uint64_t left = reader.count(); left > 0; --left) {
    reader.text();
    reader.text();
  }
}

RecordReader reader_of(std::string_view bytes) {
  return {bytes, version, "S3 object"};
}

}  // namespace

std::uint64_t inline_limit(std::string_view bucket, std::string_view key) {
  return store::is_long(keys::object(bucket, key)) ? 0 : kMaxInlineBytes;
}

std::string encode(const Object& object, const Content& content) {
  RecordWriter writer(version);
  writer.number(object.size);
  writer.number(static_cast<std::uint64_t>(object.last_modified.time_since_epoch().count()));
  writer.text(object.etag).text(object.storage_class);
  const auto& checksum = object.checksum;
  write(writer,
        checksum ? std::optional(ChecksumKind{checksum->algorithm, checksum->type}) : std::nullopt);
  writer.text(checksum ? checksum->value : "");
  for (const auto header : headers) writer.text(object.headers.*header);
  writer.number(object.metadata.size());
  for (const auto& [name, value] : object.metadata) writer.text(name).text(value);
  writer.number(object.tags.size());
  for (const auto& [key, value] : object.tags) writer.text(key).text(value);
  writer.number(object.parts.size());
  for (const ObjectPart& part : object.parts) {
    writer.number(part.size).text(part.checksum);
  }
  write(writer, content.segments);
  writer.text(content.bytes);
  return writer.take();
}

ObjectHead decode_head(std::string_view bytes) {
  RecordReader reader = reader_of(bytes);
  return read_head(reader);
}

Object decode_object(std::string_view bytes) {
  RecordReader reader = reader_of(bytes);
  ObjectHead head = read_head(reader);
  Object object{.size = head.size,
                .last_modified = head.last_modified,
                .etag = std::move(head.etag),
                .storage_class = std::move(head.storage_class)};
  const std::string_view checksum = reader.text();
  if (head.checksum) {
    object.checksum = StoredChecksum{.algorithm = head.checksum->algorithm,
                                     .type = head.checksum->type,
                                     .value = std::string(checksum)};
  }
  for (const auto header : headers) object.headers.*header = reader.text();
  for (std::uint64_t left = reader.count(); left > 0; --left) {
    const std::string_view name = reader.text();
    object.metadata.emplace(name, reader.text());
  }
  for (std::uint64_t left = reader.count(); left > 0; --left) {
    const std::string_view key = reader.text();
    object.tags.emplace_back(key, reader.text());
  }
  object.parts.resize(reader.count());
  for (ObjectPart& part : object.parts) {
    part.size = reader.number();
    part.checksum = reader.text();
  }
  return object;
}

ContentView decode_content(std::string_view bytes) {
  RecordReader reader = reader_of(bytes);
  read_head(reader);
  reader.text();
  for (std::size_t i = 0; i < headers.size(); ++i) reader.text();
  skip_pairs(reader);
  skip_pairs(reader);
  for (std::uint64_t left = reader.count(); left > 0; --left) {
    reader.number();
    reader.text();
  }
  ContentView content;
  content.segments = read_segments(reader);
  content.bytes = reader.text();
  return content;
}

}  // namespace bellwether::cloud::s3
