#include "cloud/s3/buckets.h"

#include "cloud/s3/test_s3.h"

namespace bellwether::cloud::s3 {
namespace {

class BucketsTest : public S3Test {
 protected:
  BucketsTest() : buckets_(*store_, *bodies_, clock_) {}

  std::string create(const std::string& name, const std::string& account = "1",
                     const std::string& region = "us-east-1") {
    return code_of(run(buckets_.create(name, {.account = account, .region = region})));
  }

  std::string list(const BucketQuery& query = {}) {
    const BucketListing listing = buckets_.list("1", query);
    std::string text;
    for (const auto& [name, bucket] : listing.buckets) text += name + " ";
    return text + (listing.next ? "... " + *listing.next : "");
  }

  Buckets buckets_;
};

TEST_F(BucketsTest, Have_one_name_space_for_all_accounts) {
  EXPECT_EQ(create("bucket"), "ok");
  EXPECT_EQ(create("bucket"), "ok");
  EXPECT_EQ(create("bucket", "2"), "BucketAlreadyExists");
  EXPECT_EQ(create("bucket", "1", "eu-west-3"), "BucketAlreadyOwnedByYou");
  EXPECT_EQ(create("other", "1", "eu-west-3"), "ok");
  EXPECT_EQ(create("other", "1", "eu-west-3"), "BucketAlreadyOwnedByYou");
  EXPECT_EQ(buckets_.find(access("other"))->region, "eu-west-3");
  EXPECT_EQ(code_of(buckets_.find({.account = "2", .bucket = "other"})), "AccessDenied");
  EXPECT_EQ(code_of(buckets_.find(access("none"))), "NoSuchBucket");
}

TEST_F(BucketsTest, Are_listed_by_name_to_their_owner) {
  for (const char* name : {"b-2", "a-1", "b-1"}) ASSERT_EQ(create(name), "ok");
  ASSERT_EQ(create("c-1", "1", "eu-west-3"), "ok");
  ASSERT_EQ(create("b-3", "2"), "ok");
  EXPECT_EQ(list(), "a-1 b-1 b-2 c-1 ");
  EXPECT_EQ(list({.prefix = "b-"}), "b-1 b-2 ");
  EXPECT_EQ(list({.region = "eu-west-3"}), "c-1 ");
  EXPECT_EQ(list({.limit = 2}), "a-1 b-1 ... b-1");
  EXPECT_EQ(list({.after = "b-1", .limit = 2}), "b-2 c-1 ");
}

TEST_F(BucketsTest, Go_when_they_are_empty_and_take_their_uploads_along) {
  ASSERT_EQ(create("bucket"), "ok");
  ASSERT_EQ(put("key", "hello", true), "ok");
  EXPECT_EQ(code_of(run(buckets_.erase(access()))), "BucketNotEmpty");
  ASSERT_EQ(erase("key"), "ok");
  const UploadAccess upload{
      .bucket = access(), .key = "key", .upload = *run(uploads_->create(access(), "key", {}))};
  NewPart part{.number = 1};
  part.body = body("part");
  ASSERT_TRUE(run(uploads_->put_part(upload, std::move(part))));
  EXPECT_EQ(code_of(run(buckets_.erase({.account = "2", .bucket = "bucket"}))), "AccessDenied");
  EXPECT_EQ(code_of(run(buckets_.erase(access()))), "ok");
  EXPECT_EQ(code_of(run(buckets_.erase(access()))), "NoSuchBucket");
  EXPECT_EQ(list(), "");
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(records(store::Key(store::Owner::s3)), 0U);
}

TEST_F(BucketsTest, Are_reset_by_account_or_all) {
  for (const char* account : {"1", "2"}) {
    const std::string name = std::string("bucket-") + account;
    ASSERT_EQ(create(name, account), "ok");
    const BucketAccess access{.account = account, .bucket = name};
    for (const char* key : {"a", "b"}) {
      ASSERT_TRUE(run(objects_->put(access, key, object("large", false))));
    }
    ASSERT_TRUE(run(uploads_->create(access, "c", {})));
  }
  EXPECT_EQ(files(), 4U);
  const auto reset = [&](std::string account) {
    run([](Buckets& buckets, std::string whose) -> Task<bool> {
      co_await buckets.reset(std::move(whose));
      co_return true;
    }(buckets_, std::move(account)));
  };
  reset("1");
  EXPECT_EQ(files(), 2U);
  EXPECT_EQ(code_of(buckets_.find(access("bucket-1"))), "NoSuchBucket");
  EXPECT_EQ(code_of(buckets_.find({.account = "2", .bucket = "bucket-2"})), "ok");
  reset("");
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(records(store::Key(store::Owner::s3)), 0U);
}

}  // namespace
}  // namespace bellwether::cloud::s3
