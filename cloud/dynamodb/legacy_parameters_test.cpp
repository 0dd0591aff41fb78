// The operations with the parameters that came before expressions.
#include "cloud/dynamodb/test_cloud.h"

namespace bellwether::cloud::dynamodb {
namespace {

using Values = std::vector<AttributeValue>;

aws::dynamodb::Condition comparison(std::string name, Values values) {
  return {.AttributeValueList = std::move(values), .ComparisonOperator = std::move(name)};
}

class LegacyParametersTest : public DynamoDbTest {
 protected:
  LegacyParametersTest() {
    create("table", "S", "N");
    for (int i = 1; i <= 4; ++i) {
      EXPECT_EQ(refusal(put({{"p", S("x")},
                             {"s", N(std::to_string(i))},
                             {"odd", BOOL(i % 2 == 1)},
                             {"status", S("ready")}})),
                "");
    }
  }

  Item key(int sort) { return {{"p", S("x")}, {"s", N(std::to_string(sort))}}; }

  aws::dynamodb::QueryInput query_input() {
    aws::dynamodb::QueryInput input;
    input.TableName = "table";
    input.KeyConditions.emplace().emplace("p", comparison("EQ", {S("x")}));
    return input;
  }
};

TEST_F(LegacyParametersTest, Expected_makes_a_write_conditional) {
  auto write = put_input({{"p", S("x")}, {"s", N("9")}});
  write.Expected.emplace().emplace("p", aws::dynamodb::ExpectedAttributeValue{.Exists = false});
  EXPECT_EQ(refusal(put(write)), "");
  EXPECT_EQ(refusal(put(write)), "ConditionalCheckFailedException: The conditional request failed");
  auto removal = delete_input(key(1));
  removal.Expected.emplace().emplace("odd",
                                     aws::dynamodb::ExpectedAttributeValue{.Value = BOOL(false)});
  EXPECT_EQ(refusal(erase(removal)),
            "ConditionalCheckFailedException: The conditional request failed");
  removal.Expected->emplace("status", aws::dynamodb::ExpectedAttributeValue{.Value = S("ready")});
  removal.ConditionalOperator = "OR";
  EXPECT_EQ(refusal(erase(removal)), "");
  write.ConditionalOperator = "AND";
  EXPECT_EQ(refusal(put(write)),
            "ValidationException: ConditionalOperator can only be used when Filter or Expected has "
            "two or more elements");
  write.ConditionExpression = "attribute_exists(p)";
  EXPECT_EQ(refusal(put(write)),
            "ValidationException: Can not use both expression and non-expression parameters in the "
            "same request: Non-expression parameters: {Expected, ConditionalOperator} Expression "
            "parameters: {ConditionExpression}");
}

TEST_F(LegacyParametersTest, AttributeUpdates_change_an_item) {
  aws::dynamodb::UpdateItemInput update;
  update.TableName = "table";
  update.Key = key(1);
  update.ReturnValues = "UPDATED_NEW";
  update.AttributeUpdates.emplace();
  update.AttributeUpdates->insert({"n", {.Value = N("5"), .Action = "ADD"}});
  update.AttributeUpdates->insert({"status", {.Action = "DELETE"}});
  update.Expected.emplace().emplace("odd",
                                    aws::dynamodb::ExpectedAttributeValue{.Value = BOOL(true)});
  const auto updated = run(service.update_item(context, update));
  ASSERT_EQ(refusal(updated), "");
  EXPECT_EQ(updated->Attributes, (Item{{"n", N("5")}}));
  EXPECT_EQ(get(key(1)), (Item{{"p", S("x")}, {"s", N("1")}, {"n", N("5")}, {"odd", BOOL(true)}}));
  update.AttributeUpdates->insert({"s", {.Value = N("2")}});
  EXPECT_EQ(refusal(run(service.update_item(context, update))),
            "ValidationException: One or more parameter values were invalid: Cannot update "
            "attribute s. This attribute is part of the key");
}

TEST_F(LegacyParametersTest, KeyConditions_and_QueryFilter_choose_items) {
  auto input = query_input();
  input.KeyConditions->emplace("s", comparison("BETWEEN", {N("2"), N("4")}));
  input.QueryFilter.emplace().emplace("odd", comparison("EQ", {BOOL(false)}));
  input.AttributesToGet = {"s", "status"};
  const auto found = received<aws::dynamodb::Query>(service.query(context, input));
  ASSERT_EQ(refusal(found), "");
  EXPECT_EQ(found->ScannedCount, 3);
  EXPECT_EQ(found->Items, (std::vector<Item>{{{"s", N("2")}, {"status", S("ready")}},
                                             {{"s", N("4")}, {"status", S("ready")}}}));
  input.QueryFilter->emplace("s", comparison("EQ", {N("1")}));
  EXPECT_EQ(refusal(service.query(context, input)),
            "ValidationException: QueryFilter can only contain non-primary key attributes: Primary "
            "key attribute: s");
  auto mixed = query_input();
  mixed.ProjectionExpression = "s";
  const auto projected = received<aws::dynamodb::Query>(service.query(context, mixed));
  ASSERT_EQ(refusal(projected), "");
  EXPECT_EQ(projected->Items->front(), (Item{{"s", N("1")}}));
}

TEST_F(LegacyParametersTest, ScanFilter_and_AttributesToGet_choose_parts) {
  aws::dynamodb::ScanInput scan;
  scan.TableName = "table";
  scan.ScanFilter.emplace().emplace("s", comparison("GT", {N("3")}));
  scan.AttributesToGet = {"s"};
  const auto scanned = received<aws::dynamodb::Scan>(service.scan(context, scan));
  ASSERT_EQ(refusal(scanned), "");
  EXPECT_EQ(scanned->Items, (std::vector<Item>{{{"s", N("4")}}}));
  auto read = get_input(key(2));
  read.AttributesToGet = {"status"};
  EXPECT_EQ(get(read), (Item{{"status", S("ready")}}));
  read.AttributesToGet = {"status", "status"};
  EXPECT_EQ(refusal(service.get_item(context, read)),
            "ValidationException: One or more parameter values were invalid: Duplicate value in "
            "attribute name: status");
  aws::dynamodb::BatchGetItemInput batch;
  auto& wanted = batch.RequestItems["table"];
  wanted.Keys = {key(3)};
  wanted.AttributesToGet = {"odd"};
  const auto read_together =
      received<aws::dynamodb::BatchGetItem>(service.batch_get_item(context, batch));
  ASSERT_EQ(refusal(read_together), "");
  EXPECT_EQ(read_together->Responses->at("table"), (std::vector<Item>{{{"odd", BOOL(true)}}}));
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
