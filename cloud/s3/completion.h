// What becomes of the parts that CompleteMultipartUpload names.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/core/error.h"
#include "cloud/s3/object.h"
#include "cloud/s3/part.h"

namespace bellwether::cloud::s3 {

struct GivenPart {
  std::int64_t number = 0;
  std::string etag;  // with or without quotes
  // What the request has for the part, by algorithm.
  std::map<aws::ChecksumAlgorithm, std::string> checksums{};
};

struct Completion {
  std::string upload;
  std::vector<GivenPart> parts;
  // Of the whole object, where the request has one.
  std::optional<StoredChecksum> checksum{};
  std::optional<ChecksumType> checksum_type{};
  std::optional<std::uint64_t> object_size{};
};

using PartsByNumber = std::map<std::uint32_t, Part>;

struct Completed {
  Object object;
  std::vector<Segment> segments;
  std::vector<std::uint32_t> numbers;  // of the parts that are used, ascending
};

// `upload` as its record has it, `parts` those that were uploaded. InvalidPart, InvalidPartOrder,
// EntityTooSmall, InvalidRequest or BadDigest.
aws::Result<Completed> complete(const Completion& completion, const Object& upload,
                                const PartsByNumber& parts);

}  // namespace bellwether::cloud::s3
