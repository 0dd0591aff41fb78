// A bucket as the store keeps it, and who may use it:
//
//   1, text account, text region, number created (ms since the epoch)
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "aws/core/types.h"

namespace bellwether::cloud::s3 {

struct Bucket {
  std::string account;
  std::string region;
  aws::Timestamp created;
};

std::string encode(const Bucket& bucket);
// Throws std::runtime_error for bytes that encode() did not write.
Bucket decode_bucket(std::string_view bytes);

// A bucket, and who asks for it.
struct BucketAccess {
  std::string account;
  std::string bucket;
  // x-amz-expected-bucket-owner.
  std::optional<std::string> expected_owner{};
};

// `record` is the bucket's, if there is one: NoSuchBucket, or AccessDenied when it is somebody
// else's.
aws::Result<Bucket> check_access(std::optional<std::string_view> record,
                                 const BucketAccess& access);

}  // namespace bellwether::cloud::s3
