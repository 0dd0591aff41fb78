#include "aws/checksums/checksum.h"

#include <algorithm>

#include "aws/core/http.h"

namespace bellwether::aws {
namespace {

struct Known {
  ChecksumAlgorithm algorithm;
  std::string_view name;
  std::string_view header;
  std::size_t digest_size;
};

constexpr std::array<Known, checksum_algorithms.size()> known{{
    {ChecksumAlgorithm::crc32, "CRC32", "x-amz-checksum-crc32", 4},
    {ChecksumAlgorithm::crc32c, "CRC32C", "x-amz-checksum-crc32c", 4},
    {ChecksumAlgorithm::crc64nvme, "CRC64NVME", "x-amz-checksum-crc64nvme", 8},
    {ChecksumAlgorithm::sha1, "SHA1", "x-amz-checksum-sha1", 20},
    {ChecksumAlgorithm::sha256, "SHA256", "x-amz-checksum-sha256", 32},
}};

const Known& entry(ChecksumAlgorithm algorithm) {
  return known[static_cast<std::size_t>(algorithm)];
}

template <class Word>
std::string big_endian(Word value) {
  std::string bytes(sizeof(Word), '\0');
  for (std::size_t i = bytes.size(); i-- > 0; value = static_cast<Word>(value >> 8)) {
    bytes[i] = static_cast<char>(value & 0xff);
  }
  return bytes;
}

template <class Word>
Word from_big_endian(std::string_view bytes) {
  Word value = 0;
  for (const char byte : bytes) {
    value = static_cast<Word>(value << 8 | static_cast<unsigned char>(byte));
  }
  return value;
}

template <class Word, Word Polynomial>
std::string bytes_of(const Crc<Word, Polynomial>& crc) {
  return big_endian(crc.value());
}

template <class Hash>
std::string bytes_of(const Hash& hash) {
  return std::string(view_of(hash.digest()));
}

template <class Word, Word Polynomial>
std::string combined_bytes(Crc<Word, Polynomial>, std::string_view first, std::string_view second,
                           std::uint64_t second_size) {
  return big_endian(Crc<Word, Polynomial>::combined(from_big_endian<Word>(first),
                                                    from_big_endian<Word>(second), second_size));
}

}  // namespace

std::string_view name_of(ChecksumAlgorithm algorithm) {
  return entry(algorithm).name;
}

std::optional<ChecksumAlgorithm> checksum_algorithm(std::string_view name) {
  const auto found = std::ranges::find(known, name, &Known::name);
  if (found == known.end()) return std::nullopt;
  return found->algorithm;
}

std::string_view header_of(ChecksumAlgorithm algorithm) {
  return entry(algorithm).header;
}

std::optional<ChecksumAlgorithm> checksum_of_header(std::string_view header) {
  const auto found = std::ranges::find_if(
      known, [&](const Known& each) { return equals_ignore_case(each.header, header); });
  if (found == known.end()) return std::nullopt;
  return found->algorithm;
}

std::size_t digest_size(ChecksumAlgorithm algorithm) {
  return entry(algorithm).digest_size;
}

Checksum::Checksum(ChecksumAlgorithm algorithm) : algorithm_(algorithm) {
  switch (algorithm) {
    case ChecksumAlgorithm::crc32:
      state_.emplace<Crc32>();
      break;
    case ChecksumAlgorithm::crc32c:
      state_.emplace<Crc32c>();
      break;
    case ChecksumAlgorithm::crc64nvme:
      state_.emplace<Crc64Nvme>();
      break;
    case ChecksumAlgorithm::sha1:
      state_.emplace<Sha1>();
      break;
    case ChecksumAlgorithm::sha256:
      state_.emplace<Sha256>();
      break;
  }
}

void Checksum::update(std::string_view bytes) {
  std::visit([&](auto& state) { state.update(bytes); }, state_);
}

std::string Checksum::digest() const {
  return std::visit([](const auto& state) { return bytes_of(state); }, state_);
}

bool composes(ChecksumAlgorithm algorithm) {
  return algorithm == ChecksumAlgorithm::crc32 || algorithm == ChecksumAlgorithm::crc32c ||
         algorithm == ChecksumAlgorithm::crc64nvme;
}

std::optional<std::string> combined(ChecksumAlgorithm algorithm, std::string_view first,
                                    std::string_view second, std::uint64_t second_size) {
  const std::size_t size = digest_size(algorithm);
  if (first.size() != size || second.size() != size) return std::nullopt;
  switch (algorithm) {
    case ChecksumAlgorithm::crc32:
      return combined_bytes(Crc32{}, first, second, second_size);
    case ChecksumAlgorithm::crc32c:
      return combined_bytes(Crc32c{}, first, second, second_size);
    case ChecksumAlgorithm::crc64nvme:
      return combined_bytes(Crc64Nvme{}, first, second, second_size);
    case ChecksumAlgorithm::sha1:
    case ChecksumAlgorithm::sha256:
      break;
  }
  return std::nullopt;
}

}  // namespace bellwether::aws
