#include "cloud/s3/uploads.h"

#include "cloud/s3/rules/composite.h"
#include "cloud/s3/test_s3.h"

namespace bellwether::cloud::s3 {
namespace {

using aws::ChecksumAlgorithm;

std::string checksum_of(ChecksumAlgorithm algorithm, std::string_view bytes) {
  aws::Checksum checksum(algorithm);
  checksum.update(bytes);
  return aws::base64_encode(checksum.digest());
}

TEST(CompositeEtag, Is_the_md5_of_the_md5s_and_their_number) {
  EXPECT_EQ(composite_etag({"d41d8cd98f00b204e9800998ecf8427e"}),
            "59adb24ef3cdbe0297f05b395827453f-1");
  EXPECT_EQ(composite_etag({"not hex"}), std::nullopt);
  EXPECT_EQ(composite_etag({"d41d"}), std::nullopt);
}

TEST(CompositeChecksum, Is_the_checksum_of_the_checksums_and_their_number) {
  const auto algorithm = ChecksumAlgorithm::sha256;
  aws::Checksum both(algorithm);
  for (const char* part : {"abc", "def"}) {
    aws::Checksum one(algorithm);
    one.update(part);
    both.update(one.digest());
  }
  EXPECT_EQ(
      composite_checksum(algorithm, {checksum_of(algorithm, "abc"), checksum_of(algorithm, "def")}),
      aws::base64_encode(both.digest()) + "-2");
  EXPECT_EQ(composite_checksum(algorithm, {"AAAA"}), std::nullopt);
}

TEST(FullChecksum, Is_that_of_all_bytes) {
  for (const auto algorithm :
       {ChecksumAlgorithm::crc32, ChecksumAlgorithm::crc32c, ChecksumAlgorithm::crc64nvme}) {
    EXPECT_EQ(full_checksum(algorithm, {{checksum_of(algorithm, "abc"), 3},
                                        {checksum_of(algorithm, ""), 0},
                                        {checksum_of(algorithm, "de"), 2}}),
              checksum_of(algorithm, "abcde"));
  }
  EXPECT_EQ(
      full_checksum(ChecksumAlgorithm::sha1, {{checksum_of(ChecksumAlgorithm::sha1, "abc"), 3}}),
      std::nullopt);
}

class UploadsTest : public S3Test {
 protected:
  void SetUp() override { make_bucket("bucket"); }

  UploadAccess create(const std::string& key, std::optional<StoredChecksum> checksum = {}) {
    Object object;
    object.headers.content_type = "text/plain";
    object.metadata = {{"a", "1"}};
    object.checksum = std::move(checksum);
    auto id = run(uploads_->create(access(), key, std::move(object)));
    EXPECT_TRUE(id);
    return {.bucket = access(), .key = key, .upload = *id};
  }

  std::string put_part(const UploadAccess& upload, std::uint32_t number, std::string_view bytes,
                       std::optional<StoredChecksum> checksum = {}) {
    NewPart part{.number = number};
    part.part.size = bytes.size();
    part.part.etag = md5(bytes);
    part.part.checksum = std::move(checksum);
    part.body = body(bytes);
    return code_of(run(uploads_->put_part(upload, std::move(part))));
  }

  Result<Object> complete(const UploadAccess& upload, std::vector<GivenPart> parts,
                          const WriteConditions& conditions = {}) {
    const Completion completion{.upload = upload.upload, .parts = std::move(parts)};
    return run(uploads_->complete(upload, completion, conditions));
  }

  static GivenPart given(std::int64_t number, std::string_view bytes) {
    return {.number = number, .etag = "\"" + md5(bytes) + "\""};
  }

  const std::string first_ = std::string(kMinPartBytes, 'a');
  const std::string last_ = "last";
};

TEST_F(UploadsTest, Become_an_object_without_copying_a_part) {
  const UploadAccess upload = create("key");
  ASSERT_EQ(put_part(upload, 3, last_), "ok");
  ASSERT_EQ(put_part(upload, 1, first_), "ok");
  ASSERT_EQ(put_part(upload, 2, "unused"), "ok");
  EXPECT_EQ(get("key"), "NoSuchKey");
  EXPECT_EQ(files(), 3U);

  const auto object = complete(upload, {given(1, first_), given(3, last_)});
  ASSERT_TRUE(object) << object.error().message;
  EXPECT_EQ(object->size, first_.size() + last_.size());
  EXPECT_EQ(object->etag, composite_etag({md5(first_), md5(last_)}));
  EXPECT_EQ(object->headers.content_type, "text/plain");
  EXPECT_EQ(object->metadata, (Metadata{{"a", "1"}}));
  ASSERT_EQ(object->parts.size(), 2U);
  EXPECT_EQ(object->parts[1].size, last_.size());
  EXPECT_EQ(files(), 2U);
  EXPECT_EQ(get("key"), first_ + last_);
  EXPECT_EQ(get("key", ByteRange{first_.size() - 2, 4}), "aala");
  EXPECT_EQ(records(keys::base('p')), 0U);
  EXPECT_EQ(records(keys::base('u')), 0U);
  EXPECT_EQ(records(keys::base('f')), 2U);

  EXPECT_EQ(code_of(complete(upload, {given(1, first_)})), "NoSuchUpload");
  EXPECT_EQ(erase("key"), "ok");
  EXPECT_EQ(files(), 0U);
}

TEST_F(UploadsTest, Survive_a_restart) {
  const UploadAccess upload = create("key");
  ASSERT_EQ(put_part(upload, 1, first_), "ok");
  start();
  ASSERT_EQ(put_part(upload, 2, last_), "ok");
  start();
  ASSERT_TRUE(complete(upload, {given(1, first_), given(2, last_)}));
  start();
  EXPECT_EQ(get("key"), first_ + last_);
}

TEST_F(UploadsTest, Replace_a_part_and_give_its_space_back) {
  const UploadAccess upload = create("key");
  ASSERT_EQ(put_part(upload, 1, first_), "ok");
  ASSERT_EQ(put_part(upload, 1, last_), "ok");
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(code_of(complete(upload, {given(1, first_)})), "InvalidPart");
  EXPECT_TRUE(complete(upload, {given(1, last_)}));
}

TEST_F(UploadsTest, Refuse_parts_out_of_order_missing_or_too_small) {
  const UploadAccess upload = create("key");
  ASSERT_EQ(put_part(upload, 1, last_), "ok");
  ASSERT_EQ(put_part(upload, 2, last_), "ok");
  EXPECT_EQ(code_of(complete(upload, {})), "MalformedXML");
  EXPECT_EQ(code_of(complete(upload, {given(0, last_)})), "InvalidArgument");
  EXPECT_EQ(code_of(complete(upload, {given(2, last_), given(1, last_)})), "InvalidPartOrder");
  EXPECT_EQ(code_of(complete(upload, {given(1, last_), given(1, last_)})), "InvalidPartOrder");
  EXPECT_EQ(code_of(complete(upload, {given(3, last_)})), "InvalidPart");
  EXPECT_EQ(code_of(complete(upload, {given(100'000, last_)})), "InvalidPart");
  EXPECT_EQ(code_of(complete(upload, {given(1, "other")})), "InvalidPart");
  const auto small = complete(upload, {given(1, last_), given(2, last_)});
  ASSERT_FALSE(small);
  EXPECT_EQ(small.error().code, "EntityTooSmall");
  EXPECT_NE(small.error().fields.find("<PartNumber>1</PartNumber><ProposedSize>4</ProposedSize>"),
            std::string::npos);
  EXPECT_EQ(get("key"), "NoSuchKey");
  EXPECT_TRUE(complete(upload, {given(2, last_)}));
}

TEST_F(UploadsTest, Hold_their_conditions_when_they_complete) {
  ASSERT_EQ(put("key", "old", true), "ok");
  const UploadAccess upload = create("key");
  ASSERT_EQ(put_part(upload, 1, last_), "ok");
  EXPECT_EQ(code_of(complete(upload, {given(1, last_)}, {.if_none_match = "*"})),
            "PreconditionFailed");
  EXPECT_EQ(code_of(complete(upload, {given(1, last_)}, {.if_match = "x"})), "PreconditionFailed");
  EXPECT_EQ(get("key"), "old");
  EXPECT_TRUE(complete(upload, {given(1, last_)}, {.if_match = md5("old")}));
  EXPECT_EQ(get("key"), last_);
}

TEST_F(UploadsTest, Give_everything_back_when_they_are_aborted) {
  const UploadAccess upload = create("key");
  ASSERT_EQ(put_part(upload, 1, first_), "ok");
  ASSERT_EQ(put_part(upload, 2, last_), "ok");
  EXPECT_EQ(code_of(run(uploads_->abort(upload))), "ok");
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(records(keys::base('p')) + records(keys::base('u')) + records(keys::base('f')), 0U);
  EXPECT_EQ(code_of(run(uploads_->abort(upload))), "NoSuchUpload");
  EXPECT_EQ(put_part(upload, 1, last_), "NoSuchUpload");
  EXPECT_EQ(files(), 0U);
}

TEST_F(UploadsTest, List_their_parts_in_pages) {
  const UploadAccess upload = create("key");
  for (const std::uint32_t number : {10'000U, 2U, 1U}) {
    ASSERT_EQ(put_part(upload, number, last_), "ok");
  }
  const auto first = uploads_->list_parts(upload, 0, 2);
  ASSERT_TRUE(first);
  ASSERT_EQ(first->parts.size(), 2U);
  EXPECT_EQ(first->parts[0].first, 1U);
  EXPECT_EQ(first->parts[1].first, 2U);
  EXPECT_TRUE(first->truncated);
  const auto rest = uploads_->list_parts(upload, 2, 2);
  ASSERT_EQ(rest->parts.size(), 1U);
  EXPECT_EQ(rest->parts[0].first, 10'000U);
  EXPECT_EQ(rest->parts[0].second.etag, md5(last_));
  EXPECT_FALSE(rest->truncated);
  EXPECT_EQ(uploads_->list_parts(upload, 0, 0)->parts.size(), 0U);
}

class UploadChecksumsTest : public UploadsTest {
 protected:
  std::string put_summed(const UploadAccess& upload, std::uint32_t number, std::string_view bytes,
                         ChecksumAlgorithm algorithm) {
    return put_part(upload, number, bytes,
                    StoredChecksum{.algorithm = algorithm, .value = checksum_of(algorithm, bytes)});
  }
};

TEST_F(UploadChecksumsTest, Combine_to_that_of_the_whole) {
  for (const bool asked_for : {true, false}) {
    const auto algorithm = asked_for ? ChecksumAlgorithm::crc32 : ChecksumAlgorithm::crc64nvme;
    const UploadAccess upload = create(
        "key", asked_for ? std::optional(StoredChecksum{.algorithm = algorithm}) : std::nullopt);
    ASSERT_EQ(put_summed(upload, 1, first_, algorithm), "ok");
    ASSERT_EQ(put_summed(upload, 2, last_, algorithm), "ok");
    const auto object = complete(upload, {given(1, first_), given(2, last_)});
    ASSERT_TRUE(object);
    ASSERT_TRUE(object->checksum);
    EXPECT_EQ(object->checksum->value, checksum_of(algorithm, first_ + last_));
    EXPECT_EQ(object->checksum->type, ChecksumType::full_object);
  }
}

TEST_F(UploadChecksumsTest, Of_checksums_are_asked_for_with_each_part) {
  const auto algorithm = ChecksumAlgorithm::sha256;
  const UploadAccess upload =
      create("key", StoredChecksum{.algorithm = algorithm, .type = ChecksumType::composite});
  ASSERT_EQ(put_summed(upload, 1, last_, algorithm), "ok");
  const auto without = complete(upload, {given(1, last_)});
  EXPECT_EQ(without.error().message,
            "The upload was created using a sha256 checksum. The complete request must include the "
            "checksum for each part. It was missing for part 1 in the request.");
  GivenPart part = given(1, last_);
  part.checksums[algorithm] = checksum_of(algorithm, "other");
  EXPECT_EQ(code_of(complete(upload, {part})), "InvalidPart");
  part.checksums[algorithm] = checksum_of(algorithm, last_);
  const auto object = complete(upload, {part});
  ASSERT_TRUE(object);
  EXPECT_EQ(object->checksum->value,
            composite_checksum(algorithm, {checksum_of(algorithm, last_)}));
}

TEST_F(UploadChecksumsTest, And_the_size_are_compared_with_what_the_request_says) {
  const auto algorithm = ChecksumAlgorithm::crc32c;
  const UploadAccess upload = create("key", StoredChecksum{.algorithm = algorithm});
  ASSERT_EQ(put_summed(upload, 1, last_, algorithm), "ok");
  Completion completion{.upload = upload.upload, .parts = {given(1, last_)}};
  const auto code = [&] { return code_of(run(uploads_->complete(upload, completion, {}))); };
  completion.object_size = 5;
  EXPECT_EQ(code(), "InvalidRequest");
  completion.object_size = 4;
  completion.checksum = StoredChecksum{.algorithm = algorithm, .value = "AAAAAA=="};
  EXPECT_EQ(code(), "BadDigest");
  completion.checksum->value = checksum_of(algorithm, last_);
  completion.checksum_type = ChecksumType::composite;
  EXPECT_EQ(code(), "InvalidRequest");
  completion.checksum_type = ChecksumType::full_object;
  EXPECT_EQ(code(), "ok");
}

}  // namespace
}  // namespace bellwether::cloud::s3
