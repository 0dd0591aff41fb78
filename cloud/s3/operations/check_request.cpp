#include "cloud/s3/operations/check_request.h"

#include <fmt/format.h>

#include "aws/s3/model.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr std::size_t account_digits = 12;

bool is_account(std::string_view text) {
  return text.size() == account_digits &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

aws::Result<BucketAccess> bucket_access(const RequestContext& context, const std::string& bucket,
                                        const std::optional<std::string>& expected_owner) {
  if (!is_bucket_name(bucket)) return aws::fail(errors::invalid_bucket_name(bucket));
  if (expected_owner && !is_account(*expected_owner)) {
    return aws::fail(errors::invalid_expected_owner(*expected_owner));
  }
  return BucketAccess{
      .account = context.scope.account, .bucket = bucket, .expected_owner = expected_owner};
}

aws::Result<aws::Unit> check_version(const std::optional<std::string>& version) {
  if (!version || *version == "null") return aws::Unit{};
  return aws::fail(errors::invalid_argument("Invalid version id specified", "versionId", *version));
}

aws::Result<aws::Unit> check_acl(const std::optional<std::string>& acl) {
  namespace known = aws::s3::values::ObjectCannedACL;
  // Both are what the bucket's owner has anyway.
  if (!acl || *acl == known::private_ || *acl == known::bucket_owner_full_control) {
    return aws::Unit{};
  }
  return aws::fail(is_one_of(*acl, known::all) ? errors::acl_not_supported()
                                               : errors::invalid_argument("", "x-amz-acl", *acl));
}

aws::Result<aws::Unit> check_encryption(const std::optional<std::string>& algorithm) {
  namespace known = aws::s3::values::ServerSideEncryption;
  if (!algorithm || *algorithm == known::AES256) return aws::Unit{};
  constexpr std::string_view header = "x-amz-server-side-encryption";
  if (!is_one_of(*algorithm, known::all)) {
    return aws::fail(errors::invalid_argument("The encryption method specified is not supported",
                                              header, *algorithm));
  }
  return aws::fail(errors::not_implemented(fmt::format("{} {}", header, *algorithm)));
}

aws::Result<std::optional<aws::ChecksumAlgorithm>> check_algorithm(
    const std::optional<std::string>& name) {
  if (!name) return std::nullopt;
  const auto algorithm = aws::checksum_algorithm(*name);
  if (algorithm) return algorithm;
  if (is_one_of(*name, aws::s3::values::ChecksumAlgorithm::all)) {
    return aws::fail(errors::not_implemented("x-amz-checksum-algorithm " + *name));
  }
  return aws::fail(errors::invalid_request(
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
      "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
}

}  // namespace bellwether::cloud::s3
