// Presigned URLs of Signature Version 2, which boto3 still makes for S3 in us-east-1:
// AWSAccessKeyId, Signature and Expires in the query, HMAC-SHA1 over a shorter string than Version
// 4's. S3 only.
//
// What botocore signs as a header it puts into the query; a header that is sent takes its place.
// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
#pragma once

#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/core/types.h"

namespace bellwether::aws::sigv4 {

struct PresignedV2 {
  std::string access_key_id;
  std::string signature;
  // As sent, which is how it was signed.
  std::string expires_text;
  Timestamp expires;
};

// AccessDenied for what is missing or no date.
Result<PresignedV2> parse_presigned_v2(const HttpRequest& request);

// Whether it is current and has a signature that could be one; SignatureDoesNotMatch otherwise.
// `host_bucket` as below.
Result<Unit> check_presigned_v2(const HttpRequest& request, const PresignedV2& presigned,
                                std::string_view host_bucket, Timestamp now);

// Whether it is current and was made with this secret; SignatureDoesNotMatch otherwise.
// `host_bucket`: the bucket where the host names it, empty where the path does.
Result<Unit> verify_presigned_v2(const HttpRequest& request, const PresignedV2& presigned,
                                 std::string_view secret_access_key, std::string_view host_bucket,
                                 Timestamp now);

}  // namespace bellwether::aws::sigv4
