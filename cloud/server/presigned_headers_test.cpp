#include "cloud/server/presigned_headers.h"

#include <gtest/gtest.h>

namespace bellwether::cloud::server {
namespace {

aws::Headers added(std::string query, aws::Headers sent = {}) {
  aws::HttpRequest request{.target = "/b/k?" + query, .headers = std::move(sent)};
  add_presigned_headers(request);
  return request.headers;
}

TEST(PresignedHeaders, are_those_of_Amazon_in_the_query) {
  const auto headers = added(
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261121T000000Z&X-Amz-Signature=0"
      "&x-amz-meta-colour=dark%20red&x-amz-tagging=a%3Db&prefix=x");
  EXPECT_EQ(headers.get("x-amz-meta-colour"), "dark red");
  EXPECT_EQ(headers.get("x-amz-tagging"), "a=b");
  EXPECT_EQ(headers.size(), 2U);
}

TEST(PresignedHeaders, give_way_to_those_that_are_sent) {
  aws::Headers sent;
  sent.add("x-amz-acl", "private");
  EXPECT_EQ(added("Signature=0&x-amz-acl=public-read&content-type=a%2Fb", sent).get("X-Amz-Acl"),
            "private");
}

TEST(PresignedHeaders, of_version_2_have_a_type_and_a_digest) {
  const auto headers = added("AWSAccessKeyId=a&Signature=0&content-type=a%2Fb&content-md5=x");
  EXPECT_EQ(headers.get("Content-Type"), "a/b");
  EXPECT_EQ(headers.get("Content-MD5"), "x");
}

TEST(PresignedHeaders, are_no_checksums) {
  EXPECT_EQ(added("X-Amz-Signature=0&x-amz-checksum-crc32=AAAAAA%3D%3D"
                  "&x-amz-sdk-checksum-algorithm=CRC32")
                .size(),
            0U);
}

TEST(PresignedHeaders, need_a_signature) {
  EXPECT_EQ(added("x-amz-acl=public-read").size(), 0U);
}

}  // namespace
}  // namespace bellwether::cloud::server
