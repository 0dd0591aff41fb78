#include "cloud/s3/checksum_record.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr std::uint64_t types = 2;

}  // namespace

std::string_view name_of(ChecksumType type) {
  return type == ChecksumType::composite ? "COMPOSITE" : "FULL_OBJECT";
}

std::optional<ChecksumType> checksum_type(std::string_view name) {
  if (name == name_of(ChecksumType::full_object)) return ChecksumType::full_object;
  if (name == name_of(ChecksumType::composite)) return ChecksumType::composite;
  return std::nullopt;
}

void write(RecordWriter& writer, const std::optional<ChecksumKind>& kind) {
  writer.number(!kind ? 0
                      : 1 + static_cast<std::uint64_t>(kind->algorithm) * types +
                            static_cast<std::uint64_t>(kind->type));
}

std::optional<ChecksumKind> read_checksum_kind(RecordReader& reader) {
  const std::uint64_t code = reader.number();
  if (code == 0) return std::nullopt;
  if (code > aws::checksum_algorithms.size() * types) reader.broken();
  return ChecksumKind{.algorithm = aws::ChecksumAlgorithm{static_cast<int>((code - 1) / types)},
                      .type = ChecksumType{static_cast<std::uint8_t>((code - 1) % types)}};
}

}  // namespace bellwether::cloud::s3
