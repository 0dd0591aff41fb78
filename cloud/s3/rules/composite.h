// What a multipart object's ETag and checksum are, from those of its parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/checksums/checksum.h"

namespace bellwether::cloud::s3 {

// The MD5 of the parts' MD5s, and how many there are: "9b2cf535f27731c974343645a3985328-3". `etags`
// in hex. Nothing when one is none.
std::optional<std::string> composite_etag(const std::vector<std::string>& etags);

// The checksum of the parts' checksums: "AqJ+Sw==-3". All in base64.
std::optional<std::string> composite_checksum(aws::ChecksumAlgorithm algorithm,
                                              const std::vector<std::string>& checksums);

struct SizedChecksum {
  std::string checksum;  // base64
  std::uint64_t size = 0;
};

// The checksum of all bytes, of an algorithm for which aws::composes().
std::optional<std::string> full_checksum(aws::ChecksumAlgorithm algorithm,
                                         const std::vector<SizedChecksum>& parts);

}  // namespace bellwether::cloud::s3
