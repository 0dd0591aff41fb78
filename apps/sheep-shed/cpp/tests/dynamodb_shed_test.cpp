// The shed's suite over DynamoDB, where AWS_ENDPOINT_URL names one to test with; AWS itself is
// never taken by accident.
#include "dynamodb/dynamodb_shed.h"

#include <cstdlib>
#include <random>
#include <string>

#include "aws/client/client_core.h"
#include "dynamodb/parallel_scan.h"
#include "tests/shed_suite.h"

namespace sheep_shed {
namespace {

namespace aws = bellwether::aws;
namespace dynamodb = bellwether::aws::dynamodb;

// A table that lives as long as the shed in it.
class ShedOfItsOwn final : public Shed {
 public:
  ShedOfItsOwn()
      : client_(*aws::ClientCore::from_environment()),
        table_("shed-" + std::to_string(std::random_device{}()) + "-" +
               std::to_string(std::random_device{}())),
        shed_(client_, table_) {
    const auto created = client_.CreateTable({
        .AttributeDefinitions =
            std::vector<dynamodb::AttributeDefinition>{
                {.AttributeName = "tattoo", .AttributeType = "N"}},
        .TableName = table_,
        .KeySchema =
            std::vector<dynamodb::KeySchemaElement>{{.AttributeName = "tattoo", .KeyType = "HASH"}},
        .BillingMode = "PAY_PER_REQUEST",
    });
    EXPECT_TRUE(created) << created.error().message;
  }
  ~ShedOfItsOwn() override { EXPECT_TRUE(client_.DeleteTable({.TableName = table_})); }

  ShedResult<void> add(const Sheep& sheep) override { return shed_.add(sheep); }
  ShedResult<std::uint64_t> count() override { return shed_.count(); }
  ShedResult<void> visit(const Visitor& visitor) override { return shed_.visit(visitor); }
  ShedResult<Sheep> remove(Tattoo tattoo) override { return shed_.remove(tattoo); }

 private:
  dynamodb::Client client_;
  std::string table_;
  DynamoDbShed shed_;
};

std::vector<ShedFactory> sheds_at_hand() {
  if (std::getenv("AWS_ENDPOINT_URL") == nullptr) return {};
  return {[] { return std::make_unique<ShedOfItsOwn>(); }};
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ShedSuite);
INSTANTIATE_TEST_SUITE_P(DynamoDb, ShedSuite, testing::ValuesIn(sheds_at_hand()));

TEST(ParallelScan, Takes_one_segment_for_each_100000_items) {
  EXPECT_EQ(segments_for(0), 1);
  EXPECT_EQ(segments_for(1), 1);
  EXPECT_EQ(segments_for(100'000), 1);
  EXPECT_EQ(segments_for(100'001), 2);
  EXPECT_EQ(segments_for(1'000'000), 10);
  EXPECT_EQ(segments_for(1'000'000'000'000), 1'000'000);  // DynamoDB's most
}

}  // namespace
}  // namespace sheep_shed
