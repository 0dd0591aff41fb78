#include <gtest/gtest.h>

#include "cloud/s3/bucket.h"
#include "cloud/s3/object.h"
#include "cloud/s3/part.h"

namespace bellwether::cloud::s3 {
namespace {

aws::Timestamp at(std::int64_t milliseconds) {
  return aws::Timestamp(std::chrono::milliseconds(milliseconds));
}

Object full_object() {
  Object object{.size = 7,
                .last_modified = at(1'700'000'000'000),
                .etag = "d41d8cd98f00b204e9800998ecf8427e-2",
                .storage_class = "GLACIER"};
  object.checksum = StoredChecksum{.algorithm = aws::ChecksumAlgorithm::sha256,
                                   .type = ChecksumType::composite,
                                   .value = "abc=-2"};
  object.headers = {.content_type = "text/plain",
                    .cache_control = "no-store",
                    .content_disposition = "inline",
                    .content_encoding = "gzip",
                    .content_language = "de",
                    .expires = "Thu, 01 Dec 1994 16:00:00 GMT",
                    .website_redirect_location = "/there"};
  object.metadata = {{"a", "1"}, {"b", ""}};
  object.tags = {{"z", "1"}, {"a", "2"}};
  object.parts = {{.size = 5, .checksum = "x"}, {.size = 2}};
  return object;
}

TEST(ObjectRecord, Keeps_everything) {
  const Object object = full_object();
  const std::vector<Segment> segments{{.body = {1, 2}, .offset = 3, .length = 5},
                                      {.body = {~0ULL, ~0ULL}, .offset = 0, .length = 2}};
  const std::string bytes = encode(object, {.bytes = "inline", .segments = segments});
  const Object read = decode_object(bytes);
  EXPECT_EQ(read.size, object.size);
  EXPECT_EQ(read.last_modified, object.last_modified);
  EXPECT_EQ(read.etag, object.etag);
  EXPECT_EQ(read.storage_class, object.storage_class);
  EXPECT_EQ(read.checksum, object.checksum);
  EXPECT_EQ(read.headers, object.headers);
  EXPECT_EQ(read.metadata, object.metadata);
  EXPECT_EQ(read.tags, object.tags);
  EXPECT_EQ(read.parts, object.parts);
  const ContentView content = decode_content(bytes);
  EXPECT_EQ(content.bytes, "inline");
  EXPECT_EQ(content.segments, segments);
}

TEST(ObjectRecord, Shows_listings_what_they_need) {
  const Object object = full_object();
  const ObjectHead head = decode_head(encode(object, {}));
  EXPECT_EQ(head.size, object.size);
  EXPECT_EQ(head.last_modified, object.last_modified);
  EXPECT_EQ(head.etag, object.etag);
  EXPECT_EQ(head.storage_class, object.storage_class);
  ASSERT_TRUE(head.checksum);
  EXPECT_EQ(head.checksum->algorithm, aws::ChecksumAlgorithm::sha256);
  EXPECT_EQ(head.checksum->type, ChecksumType::composite);
  EXPECT_FALSE(decode_head(encode(Object{}, {})).checksum);
}

TEST(ObjectRecord, That_is_cut_off_or_of_another_version_is_broken) {
  const std::string bytes = encode(full_object(), {.bytes = "inline", .segments = {Segment{}}});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string_view cut = std::string_view(bytes).substr(0, size);
    EXPECT_THROW(decode_content(cut), std::runtime_error) << size;
  }
  EXPECT_THROW(decode_object("\x02" + bytes.substr(1)), std::runtime_error);
}

TEST(ObjectRecord, Is_small_for_a_small_object) {
  const Object object{
      .size = 1024, .last_modified = at(1'700'000'000'000), .etag = std::string(32, 'e')};
  EXPECT_LE(encode(object, {}).size(), 70U);
}

TEST(PartRecord, Keeps_everything) {
  const Part part{.size = 5,
                  .last_modified = at(1000),
                  .etag = std::string(32, 'e'),
                  .checksum = StoredChecksum{.algorithm = aws::ChecksumAlgorithm::crc32c,
                                             .type = ChecksumType::full_object,
                                             .value = "AAAAAA=="},
                  .segments = {{.body = {7, 8}, .offset = 0, .length = 5}}};
  const Part read = decode_part(encode(part));
  EXPECT_EQ(read.size, part.size);
  EXPECT_EQ(read.last_modified, part.last_modified);
  EXPECT_EQ(read.etag, part.etag);
  EXPECT_EQ(read.checksum, part.checksum);
  EXPECT_EQ(read.segments, part.segments);
}

TEST(BucketRecord, Keeps_everything_and_says_who_may) {
  const Bucket bucket{.account = "1", .region = "eu-west-3", .created = at(5)};
  const std::string record = encode(bucket);
  const Bucket read = decode_bucket(record);
  EXPECT_EQ(read.account, "1");
  EXPECT_EQ(read.region, "eu-west-3");
  EXPECT_EQ(read.created, at(5));

  EXPECT_TRUE(check_access(record, {.account = "1", .bucket = "b"}));
  EXPECT_TRUE(check_access(record, {.account = "1", .bucket = "b", .expected_owner = "1"}));
  const auto other = check_access(record, {.account = "2", .bucket = "b"});
  EXPECT_EQ(other.error().code, "AccessDenied");
  const auto expected =
      check_access(record, {.account = "1", .bucket = "b", .expected_owner = "2"});
  EXPECT_EQ(expected.error().code, "AccessDenied");
  const auto none = check_access(std::nullopt, {.account = "1", .bucket = "b"});
  EXPECT_EQ(none.error().fields, "<BucketName>b</BucketName>");
}

TEST(UploadId, Sorts_by_time) {
  SystemRandom random;
  const std::string earlier = make_upload_id(at(1'700'000'000'000), random);
  EXPECT_LT(earlier, make_upload_id(at(1'700'000'000'001), random));
  EXPECT_NE(earlier, make_upload_id(at(1'700'000'000'000), random));
}

}  // namespace
}  // namespace bellwether::cloud::s3
