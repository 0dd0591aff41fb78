#include "cloud/s3/copier.h"

#include "cloud/s3/test_s3.h"

namespace bellwether::cloud::s3 {
namespace {

using aws::ChecksumAlgorithm;

class CopierTest : public S3Test {
 protected:
  void SetUp() override {
    make_bucket("bucket");
    copier_.emplace(*objects_, *uploads_, *bodies_, clock_);
  }

  static std::string checksum_of(ChecksumAlgorithm algorithm, std::string_view bytes) {
    aws::Checksum checksum(algorithm);
    checksum.update(bytes);
    return aws::base64_encode(checksum.digest());
  }

  Result<Object> copy(const std::string& from, const std::string& to,
                      std::optional<ChecksumAlgorithm> algorithm = {},
                      const ReadConditions& conditions = {}) {
    const ObjectCopy request{
        .from = {.access = access(), .key = from, .conditions = conditions},
        .to = access(),
        .key = to,
        .algorithm = algorithm,
        .make = [](const Object& source) {
          return Object{.headers = source.headers, .metadata = {{"copied", "yes"}}};
        }};
    return run(copier_->copy_object(request));
  }

  UploadAccess create(const std::string& key) {
    return {.bucket = access(), .key = key, .upload = *run(uploads_->create(access(), key, {}))};
  }

  Result<Part> copy_part(const std::string& from, const UploadAccess& to, std::uint32_t number,
                         std::optional<std::string> range = {}) {
    const PartCopy request{.from = {.access = access(), .key = from},
                           .range = std::move(range),
                           .to = to,
                           .number = number};
    return run(copier_->copy_part(request));
  }

  // An object of two parts.
  void put_in_parts(const std::string& key) {
    const UploadAccess upload = create(key);
    std::vector<GivenPart> parts;
    for (std::uint32_t number = 1; const std::string& bytes : {first_, last_}) {
      NewPart part{.number = number};
      part.part = {.size = bytes.size(), .etag = md5(bytes)};
      part.body = body(bytes);
      parts.push_back({.number = number++, .etag = md5(bytes)});
      ASSERT_TRUE(run(uploads_->put_part(upload, std::move(part))));
    }
    ASSERT_TRUE(run(uploads_->complete(upload, {.upload = upload.upload, .parts = parts}, {})));
  }

  const std::string first_ = std::string(kMinPartBytes, 'a');
  const std::string last_ = "last";
  std::optional<Copier> copier_;
};

TEST_F(CopierTest, Copies_small_bytes_from_record_to_record) {
  ASSERT_EQ(put("from", "hello", true), "ok");
  const auto copied = copy("from", "to");
  ASSERT_TRUE(copied);
  EXPECT_EQ(copied->etag, md5("hello"));
  EXPECT_EQ(copied->checksum->value, checksum_of(ChecksumAlgorithm::crc64nvme, "hello"));
  EXPECT_EQ(copied->metadata, (Metadata{{"copied", "yes"}}));
  EXPECT_EQ(get("to"), "hello");
  EXPECT_EQ(files(), 0U);
}

TEST_F(CopierTest, Shares_large_bytes) {
  const std::string large(100'000, 'x');
  ASSERT_EQ(put("from", large), "ok");
  ASSERT_TRUE(copy("from", "to"));
  EXPECT_EQ(files(), 1U);
  ASSERT_TRUE(copy("to", "to"));
  EXPECT_EQ(erase("from"), "ok");
  EXPECT_EQ(get("to"), large);
  EXPECT_EQ(erase("to"), "ok");
  EXPECT_EQ(files(), 0U);
}

TEST_F(CopierTest, Makes_a_body_for_a_key_whose_record_holds_no_bytes) {
  const std::string long_key(1000, 'k');
  ASSERT_EQ(put("from", "hello", true), "ok");
  ASSERT_TRUE(copy("from", long_key));
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(get(long_key), "hello");
}

TEST_F(CopierTest, Gives_what_was_uploaded_in_parts_an_etag_of_its_own) {
  put_in_parts("from");
  const auto copied = copy("from", "to", ChecksumAlgorithm::sha1);
  ASSERT_TRUE(copied);
  EXPECT_EQ(copied->etag, md5(first_ + last_));
  EXPECT_EQ(copied->checksum->value, checksum_of(ChecksumAlgorithm::sha1, first_ + last_));
  EXPECT_TRUE(copied->parts.empty());
  EXPECT_EQ(get("to"), first_ + last_);
  EXPECT_EQ(files(), 2U);
}

TEST_F(CopierTest, Holds_the_conditions_on_its_source) {
  ASSERT_EQ(put("from", "hello", true), "ok");
  EXPECT_EQ(code_of(copy("from", "to", {}, {.if_match = "x"})), "PreconditionFailed");
  EXPECT_EQ(code_of(copy("none", "to")), "NoSuchKey");
  EXPECT_EQ(get("to"), "NoSuchKey");
}

TEST_F(CopierTest, Makes_parts_of_objects_and_of_ranges) {
  ASSERT_EQ(put("large", first_), "ok");
  ASSERT_EQ(put("small", "0123456789", true), "ok");
  const UploadAccess upload = create("key");
  const auto first = copy_part("large", upload, 1);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->etag, md5(first_));
  const auto second = copy_part("small", upload, 2, "bytes=2-4");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->etag, md5("234"));
  EXPECT_EQ(second->checksum->value, checksum_of(ChecksumAlgorithm::crc64nvme, "234"));
  EXPECT_EQ(files(), 2U);  // one is shared
  EXPECT_EQ(code_of(copy_part("small", upload, 2, "bytes=2-10")), "InvalidArgument");
  EXPECT_EQ(erase("large"), "ok");

  const auto object = run(uploads_->complete(
      upload,
      {.upload = upload.upload,
       .parts = {{.number = 1, .etag = first->etag}, {.number = 2, .etag = second->etag}}},
      {}));
  ASSERT_TRUE(object);
  EXPECT_EQ(get("key"), first_ + "234");
  EXPECT_EQ(object->checksum->value, checksum_of(ChecksumAlgorithm::crc64nvme, first_ + "234"));
}

TEST_F(CopierTest, Copies_the_bytes_of_a_part_that_would_lie_in_several_bodies) {
  put_in_parts("from");
  const UploadAccess upload = create("key");
  const std::string range = "bytes=10-" + std::to_string(first_.size() + 1);
  const auto part = copy_part("from", upload, 1, range);
  ASSERT_TRUE(part);
  EXPECT_EQ(part->segments.size(), 1U);
  EXPECT_EQ(part->etag, md5((first_ + last_).substr(10, first_.size() - 8)));
  EXPECT_EQ(files(), 3U);
}

}  // namespace
}  // namespace bellwether::cloud::s3
