#include "cloud/s3/part.h"

#include <fmt/format.h>

#include "cloud/s3/record_codec.h"
#include "cloud/s3/segment_codec.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr char version = 1;
// Not to be guessed.
constexpr std::size_t random_digits = 48;

}  // namespace

std::string encode(const Part& part) {
  RecordWriter writer(version);
  writer.number(part.size);
  writer.number(static_cast<std::uint64_t>(part.last_modified.time_since_epoch().count()));
  writer.text(part.etag);
  const auto& checksum = part.checksum;
  write(writer,
        checksum ? std::optional(ChecksumKind{checksum->algorithm, checksum->type}) : std::nullopt);
  writer.text(checksum ? checksum->value : "");
  write(writer, part.segments);
  return writer.take();
}

Part decode_part(std::string_view bytes) {
  RecordReader reader(bytes, version, "S3 part");
  Part part;
  part.size = reader.number();
  part.last_modified = aws::Timestamp(std::chrono::milliseconds(reader.number()));
  part.etag = reader.text();
  const auto kind = read_checksum_kind(reader);
  const std::string_view checksum = reader.text();
  if (kind) {
    part.checksum = StoredChecksum{
        .algorithm = kind->algorithm, .type = kind->type, .value = std::string(checksum)};
  }
  part.segments = read_segments(reader);
  return part;
}

std::string make_upload_id(aws::Timestamp now, Random& random) {
  return fmt::format("{:012x}{}", now.time_since_epoch().count(), random.hex(random_digits));
}

}  // namespace bellwether::cloud::s3
