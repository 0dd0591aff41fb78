#include "cloud/s3/operations/shapes.h"

#include "aws/checksums/digests.h"

namespace bellwether::cloud::s3 {

aws::s3::Owner owner_of(std::string_view account) {
  return {.ID = aws::hex(aws::digest_of<aws::Sha256>(account))};
}

aws::s3::Initiator initiator_of(std::string_view account) {
  return {.ID = owner_of(account).ID};
}

aws::Result<std::string> check_storage_class(const std::optional<std::string>& storage_class) {
  namespace known = aws::s3::values::StorageClass;
  static constexpr std::array offered{
      known::STANDARD, known::REDUCED_REDUNDANCY, known::STANDARD_IA,  known::ONEZONE_IA,
      known::GLACIER,  known::GLACIER_IR,         known::DEEP_ARCHIVE, known::INTELLIGENT_TIERING};
  if (!storage_class) return std::string(known::STANDARD);
  if (is_one_of(*storage_class, offered)) return *storage_class;
  return aws::fail(errors::invalid_storage_class());
}

std::string kept_encoding(std::string_view encoding) {
  std::string kept;
  while (!encoding.empty()) {
    const auto comma = encoding.find(',');
    std::string_view one = encoding.substr(0, comma);
    encoding.remove_prefix(comma == std::string_view::npos ? encoding.size() : comma + 1);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one.empty() || one == "aws-chunked") continue;
    if (!kept.empty()) kept += ',';
    kept += one;
  }
  return kept;
}

}  // namespace bellwether::cloud::s3
