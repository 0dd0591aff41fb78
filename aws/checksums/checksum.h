// The checksums that S3 keeps with an object, by AWS's names.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "aws/checksums/crc.h"
#include "aws/checksums/digests.h"

namespace bellwether::aws {

enum class ChecksumAlgorithm { crc32, crc32c, crc64nvme, sha1, sha256 };

inline constexpr std::array checksum_algorithms{ChecksumAlgorithm::crc32, ChecksumAlgorithm::crc32c,
                                                ChecksumAlgorithm::crc64nvme,
                                                ChecksumAlgorithm::sha1, ChecksumAlgorithm::sha256};

// "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256".
std::string_view name_of(ChecksumAlgorithm algorithm);
// Exactly as name_of() spells them.
std::optional<ChecksumAlgorithm> checksum_algorithm(std::string_view name);
// "x-amz-checksum-crc32", ...: of the header or trailer that carries it in base64.
std::string_view header_of(ChecksumAlgorithm algorithm);
// Without case, as headers compare.
std::optional<ChecksumAlgorithm> checksum_of_header(std::string_view header);
// Of the digest, in bytes.
std::size_t digest_size(ChecksumAlgorithm algorithm);

// Of a body as it passes. Not for two threads at once.
class Checksum {
 public:
  explicit Checksum(ChecksumAlgorithm algorithm);

  void update(std::string_view bytes);
  // Of all so far: raw bytes, a CRC's highest first; base64_encode() gives the header's value.
  std::string digest() const;
  ChecksumAlgorithm algorithm() const { return algorithm_; }

 private:
  ChecksumAlgorithm algorithm_;
  std::variant<Crc32, Crc32c, Crc64Nvme, Sha1, Sha256> state_;
};

// Whether the digest of a whole follows from those of its parts: S3's FULL_OBJECT checksums of
// multipart uploads. CRCs only.
bool composes(ChecksumAlgorithm algorithm);

// The digest of two consecutive texts from the digests of both and the second's size in bytes.
// Nothing when the algorithm does not compose, or a digest is not of its size.
std::optional<std::string> combined(ChecksumAlgorithm algorithm, std::string_view first,
                                    std::string_view second, std::uint64_t second_size);

}  // namespace bellwether::aws
