#include "cloud/server/s3_digests.h"

#include <gtest/gtest.h>

namespace bellwether::cloud::server {
namespace {

const aws::ServiceInfo service{.name = "s3", .protocol = aws::Protocol::rest_xml};

aws::OperationInfo operation(std::string_view name) {
  return {.service = service, .name = name, .method = "POST", .uri = "/{Bucket}"};
}

// The code of the refusal, or nothing.
std::string refused(std::string_view name, aws::Headers::Entry header = {}) {
  aws::HttpRequest request{.method = "POST", .target = "/b", .body = "123456789"};
  if (!header.first.empty()) request.headers.add(header.first, header.second);
  const auto checked = check_digests(operation(name), request);
  return checked ? "" : checked.error().code;
}

constexpr auto delete_objects = "DeleteObjects";

TEST(S3Digests, are_compared_with_the_body) {
  EXPECT_EQ(refused(delete_objects, {"Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw=="}), "");
  EXPECT_EQ(refused(delete_objects, {"Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="}), "BadDigest");
  EXPECT_EQ(refused(delete_objects, {"Content-MD5", "AAAA"}), "InvalidDigest");
  EXPECT_EQ(refused(delete_objects, {"x-amz-checksum-crc32", "y/Q5Jg=="}), "");
  EXPECT_EQ(refused(delete_objects, {"x-amz-checksum-crc32", "AAAAAA=="}), "BadDigest");
  EXPECT_EQ(refused(delete_objects, {"x-amz-checksum-sha1", "y/Q5Jg=="}), "InvalidRequest");
}

TEST(S3Digests, are_asked_for_where_objects_are_deleted) {
  EXPECT_EQ(refused(delete_objects), "InvalidRequest");
  EXPECT_EQ(refused("PutObjectTagging"), "");
}

TEST(S3Digests, of_an_upload_that_is_completed_are_the_objects) {
  EXPECT_EQ(refused("CompleteMultipartUpload", {"x-amz-checksum-crc32", "AAAAAA=="}), "");
  EXPECT_EQ(refused("CompleteMultipartUpload", {"Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="}),
            "BadDigest");
}

}  // namespace
}  // namespace bellwether::cloud::server
