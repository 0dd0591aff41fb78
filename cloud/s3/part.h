// What a multipart upload has until it is complete.
//
// The upload itself is kept as the object that it will become (object.h): without bytes, size and
// ETag, its checksum still without a value, last modified when the upload was initiated. A part:
//
//   1, number size, number last modified (ms since the epoch), text ETag, number checksum kind,
//   text checksum, number of segments (number high, number low, number offset, number length)...
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/types.h"
#include "cloud/s3/body_id.h"
#include "cloud/s3/checksum_record.h"

namespace bellwether::cloud::s3 {

inline constexpr std::uint32_t kMaxParts = 10'000;
inline constexpr std::uint64_t kMinPartBytes = std::uint64_t{5} << 20;
// Of one part, of one PutObject, and of the source of one CopyObject.
inline constexpr std::uint64_t kMaxPutBytes = std::uint64_t{5} << 30;
// Of an object: kMaxParts of the largest, since November 2025.
inline constexpr std::uint64_t kMaxObjectBytes = kMaxParts * kMaxPutBytes;

struct Part {
  std::uint64_t size = 0;
  aws::Timestamp last_modified;
  std::string etag;  // without quotes: the MD5 of its bytes
  std::optional<StoredChecksum> checksum;
  // Always in bodies, so that completing an upload copies nothing.
  std::vector<Segment> segments;
};

std::string encode(const Part& part);
// Throws std::runtime_error for bytes that encode() did not write.
Part decode_part(std::string_view bytes);

// Unlike any other, and sorts by the millisecond in which the upload was initiated.
std::string make_upload_id(aws::Timestamp now, Random& random);

}  // namespace bellwether::cloud::s3
