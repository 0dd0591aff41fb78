// The store's suite over S3 and DynamoDB, where AWS_ENDPOINT_URL names a cloud to test with; AWS
// itself is never taken by accident.
#include "cloud/aws_store.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "aws/client/client_core.h"
#include "tests/store_suite.h"

namespace uuid_store {
namespace {

namespace aws = bellwether::aws;
namespace dynamodb = bellwether::dynamodb;
namespace s3 = bellwether::s3;

std::string fresh_name(std::string_view what) {
  return std::string(what) + "-" + Uuid::random().text();
}

// A bucket and a table that live as long as the store over them.
class OpenAwsStore final : public OpenStore {
 public:
  OpenAwsStore() : OpenAwsStore(*aws::ClientCore::from_environment()) {}
  ~OpenAwsStore() override {
    const auto left = s3_.ListObjectsV2({.Bucket = bucket_});
    EXPECT_TRUE(left) << left.error().message;
    if (left && left->Contents) {
      for (const s3::Object& object : *left->Contents) {
        EXPECT_TRUE(s3_.DeleteObject({.Bucket = bucket_, .Key = object.Key.value_or("")}));
      }
    }
    EXPECT_TRUE(s3_.DeleteBucket({.Bucket = bucket_}));
    EXPECT_TRUE(dynamodb_.DeleteTable({.TableName = table_}));
  }

  Store& store() override { return store_; }
  std::optional<std::string> object(const std::string& key) override {
    auto got = s3_.GetObject({.Bucket = bucket_, .Key = key});
    if (got) return std::move(got->Body.bytes);
    EXPECT_EQ(got.error().code, "NoSuchKey") << got.error().message;
    return std::nullopt;
  }
  bool has_item(const std::string& id) override {
    const auto got = dynamodb_.GetItem(
        {.TableName = table_, .Key = {{"id", dynamodb::AttributeValue::make_S(id)}}});
    EXPECT_TRUE(got) << got.error().message;
    return got && got->Item && !got->Item->empty();
  }
  // The same clients over what is not there.
  AwsStore without_bucket() { return {s3_, fresh_name("none"), dynamodb_, table_}; }
  AwsStore without_table() { return {s3_, bucket_, dynamodb_, fresh_name("none")}; }

 private:
  explicit OpenAwsStore(const std::shared_ptr<aws::ClientCore>& core)
      : s3_(core),
        dynamodb_(core),
        bucket_(fresh_name("receipts")),
        table_(fresh_name("ids")),
        store_(s3_, bucket_, dynamodb_, table_) {
    const auto bucket = s3_.CreateBucket({.Bucket = bucket_});
    EXPECT_TRUE(bucket) << bucket.error().message;
    const auto table = dynamodb_.CreateTable({
        .AttributeDefinitions = std::vector<dynamodb::AttributeDefinition>{{.AttributeName = "id",
                                                                            .AttributeType = "S"}},
        .TableName = table_,
        .KeySchema =
            std::vector<dynamodb::KeySchemaElement>{{.AttributeName = "id", .KeyType = "HASH"}},
        .BillingMode = "PAY_PER_REQUEST",
    });
    EXPECT_TRUE(table) << table.error().message;
  }

  s3::Client s3_;
  dynamodb::Client dynamodb_;
  std::string bucket_;
  std::string table_;
  AwsStore store_;
};

bool at_hand() {
  return std::getenv("AWS_ENDPOINT_URL") != nullptr;
}

std::vector<StoreFactory> stores_at_hand() {
  if (!at_hand()) return {};
  return {[] { return std::make_unique<OpenAwsStore>(); }};
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreSuite);
INSTANTIATE_TEST_SUITE_P(Aws, StoreSuite, testing::ValuesIn(stores_at_hand()));

TEST(AwsStore, Stops_at_the_object_that_it_cannot_put) {
  if (!at_hand()) GTEST_SKIP() << "AWS_ENDPOINT_URL names no cloud to test with";
  OpenAwsStore open;
  const Uuid uuid = Uuid::random();
  const auto kept = open.without_bucket().keep(uuid);
  ASSERT_FALSE(kept);
  EXPECT_TRUE(kept.error().message.starts_with("S3: NoSuchBucket: ")) << kept.error().message;
  EXPECT_FALSE(open.has_item(uuid.text()));
}

TEST(AwsStore, Tells_of_the_item_that_it_cannot_put) {
  if (!at_hand()) GTEST_SKIP() << "AWS_ENDPOINT_URL names no cloud to test with";
  OpenAwsStore open;
  const auto kept = open.without_table().keep(Uuid::random());
  ASSERT_FALSE(kept);
  EXPECT_TRUE(kept.error().message.starts_with("DynamoDB: ResourceNotFoundException: "))
      << kept.error().message;
}

}  // namespace
}  // namespace uuid_store
