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

}  // namespace bellwether::cloud::s3
