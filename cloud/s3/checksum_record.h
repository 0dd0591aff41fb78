// The checksum that is kept with an object or a part.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/checksums/checksum.h"
#include "cloud/s3/record_codec.h"

namespace bellwether::cloud::s3 {

// Of a multipart object: of its bytes, or of its parts' checksums.
enum class ChecksumType : std::uint8_t { full_object, composite };

std::string_view name_of(ChecksumType type);
std::optional<ChecksumType> checksum_type(std::string_view name);

struct StoredChecksum {
  aws::ChecksumAlgorithm algorithm = aws::ChecksumAlgorithm::crc64nvme;
  ChecksumType type = ChecksumType::full_object;
  // As the header has it: base64, with "-N" behind it when it is composite.
  std::string value;
  friend bool operator==(const StoredChecksum&, const StoredChecksum&) = default;
};

// What a listing shows of it.
struct ChecksumKind {
  aws::ChecksumAlgorithm algorithm = aws::ChecksumAlgorithm::crc64nvme;
  ChecksumType type = ChecksumType::full_object;
  friend bool operator==(const ChecksumKind&, const ChecksumKind&) = default;
};

// In records a number: 0, or 1 more than algorithm * 2 + type.
void write(RecordWriter& writer, const std::optional<ChecksumKind>& kind);
std::optional<ChecksumKind> read_checksum_kind(RecordReader& reader);

}  // namespace bellwether::cloud::s3
