#include "cloud/s3/rules/composite.h"

#include <charconv>

#include <fmt/format.h>

#include "aws/checksums/digests.h"
#include "aws/core/types.h"

namespace bellwether::cloud::s3 {
namespace {

std::optional<std::string> from_hex(std::string_view hex) {
  constexpr int base = 16;
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned char byte = 0;
    const char* end = hex.data() + i + 2;
    if (std::from_chars(hex.data() + i, end, byte, base).ptr != end) return std::nullopt;
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

std::optional<std::string> digest_of_base64(aws::ChecksumAlgorithm algorithm,
                                            std::string_view checksum) {
  std::string digest;
  if (!aws::base64_decode(checksum, digest)) return std::nullopt;
  if (digest.size() != aws::digest_size(algorithm)) return std::nullopt;
  return digest;
}

}  // namespace

std::optional<std::string> composite_etag(const std::vector<std::string>& etags) {
  aws::Md5 md5;
  for (const std::string& etag : etags) {
    const auto digest = from_hex(etag);
    if (!digest || digest->size() != aws::Md5::Digest{}.size()) return std::nullopt;
    md5.update(*digest);
  }
  return fmt::format("{}-{}", aws::hex(md5.digest()), etags.size());
}

std::optional<std::string> composite_checksum(aws::ChecksumAlgorithm algorithm,
                                              const std::vector<std::string>& checksums) {
  aws::Checksum whole(algorithm);
  for (const std::string& checksum : checksums) {
    const auto digest = digest_of_base64(algorithm, checksum);
    if (!digest) return std::nullopt;
    whole.update(*digest);
  }
  return fmt::format("{}-{}", aws::base64_encode(whole.digest()), checksums.size());
}

std::optional<std::string> full_checksum(aws::ChecksumAlgorithm algorithm,
                                         const std::vector<SizedChecksum>& parts) {
  std::optional<std::string> whole = aws::Checksum(algorithm).digest();
  for (const auto& [checksum, size] : parts) {
    const auto digest = digest_of_base64(algorithm, checksum);
    if (!digest) return std::nullopt;
    whole = aws::combined(algorithm, *whole, *digest, size);
    if (!whole) return std::nullopt;
  }
  return aws::base64_encode(*whole);
}

}  // namespace bellwether::cloud::s3
