#include "cloud/dynamodb/service.h"

#include <gmock/gmock.h>

#include "cloud/dynamodb/test_cloud.h"

namespace bellwether::cloud::dynamodb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TableTest : public DynamoDbTest {
 protected:
  std::string refused(aws::dynamodb::CreateTableInput input) {
    return refusal(run(service.create_table(context, std::move(input))));
  }
};

TEST_F(TableTest, is_described_as_it_was_created) {
  auto input = table_input("table", "N", "S");
  input.BillingMode.reset();
  input.ProvisionedThroughput = {.ReadCapacityUnits = 5, .WriteCapacityUnits = 6};
  input.TableClass = "STANDARD_INFREQUENT_ACCESS";
  input.StreamSpecification = {.StreamEnabled = true, .StreamViewType = "NEW_IMAGE"};
  input.SSESpecification = {.Enabled = true, .SSEType = "KMS", .KMSMasterKeyId = {}};
  input.Tags.emplace().push_back({.Key = "k", .Value = "v"});
  const auto created = run(service.create_table(context, input));
  ASSERT_EQ(refusal(created), "");
  auto table = describe("table");
  EXPECT_EQ(table.TableStatus, "ACTIVE");
  table.TableStatus = created->TableDescription->TableStatus;
  EXPECT_EQ(created->TableDescription, table);
  EXPECT_EQ(table.TableStatus, "CREATING");
  EXPECT_EQ(table.KeySchema, input.KeySchema);
  EXPECT_EQ(table.AttributeDefinitions, input.AttributeDefinitions);
  EXPECT_EQ(table.TableArn, "arn:aws:dynamodb:us-east-1:000000000000:table/table");
  EXPECT_EQ(table.CreationDateTime, clock.now());
  EXPECT_EQ(table.ProvisionedThroughput->ReadCapacityUnits, 5);
  EXPECT_EQ(table.BillingModeSummary, std::nullopt);
  EXPECT_EQ(table.TableClassSummary->TableClass, "STANDARD_INFREQUENT_ACCESS");
  EXPECT_EQ(table.StreamSpecification, input.StreamSpecification);
  EXPECT_EQ(table.LatestStreamArn, *table.TableArn + "/stream/" + *table.LatestStreamLabel);
  EXPECT_EQ(table.SSEDescription->Status, "ENABLED");
  EXPECT_EQ(table.DeletionProtectionEnabled, false);
  EXPECT_EQ(table.ItemCount, 0);
  EXPECT_EQ(table.TableSizeBytes, 0);
  EXPECT_EQ(table.TableId->size(), 36);
}

TEST_F(TableTest, on_demand_has_no_units) {
  create("table", "S");
  const auto table = describe("table");
  EXPECT_EQ(table.BillingModeSummary->BillingMode, "PAY_PER_REQUEST");
  EXPECT_EQ(table.ProvisionedThroughput->ReadCapacityUnits, 0);
}

TEST_F(TableTest, exists_once_for_each_account_and_region) {
  create("table", "S");
  EXPECT_EQ(refused(table_input("table", "S")),
            "ResourceInUseException: Table already exists: table");
  context.scope.region = "eu-west-1";
  EXPECT_EQ(refused(table_input("table", "S")), "");
  context.scope.account = "123456789012";
  EXPECT_EQ(refusal(service.describe_table(context, {.TableName = "table"})),
            "ResourceNotFoundException: Requested resource not found: Table: table not found");
}

TEST_F(TableTest, wrong_definitions_are_refused_in_AWS_words) {
  const auto with = [this](auto change) {
    auto input = table_input("table", "S", "N");
    change(input);
    return refused(std::move(input));
  };
  const std::string invalid = "ValidationException: One or more parameter values were invalid: ";
  EXPECT_EQ(with([](auto& in) { in.TableName = "ab"; }),
            "ValidationException: 1 validation error detected: Value 'ab' at 'tableName' failed to "
            "satisfy constraint: Member must have length greater than or equal to 3");
  EXPECT_THAT(with([](auto& in) { in.TableName = "a b c"; }), HasSubstr("[a-zA-Z0-9_.-]+"));
  EXPECT_EQ(
      with([](auto& in) { in.BillingMode = "PROVISIONED"; }),
      invalid +
          "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
          "PROVISIONED");
  EXPECT_EQ(
      with([](auto& in) {
        in.ProvisionedThroughput = {1, 1};
      }),
      invalid +
          "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode "
          "is PAY_PER_REQUEST");
  EXPECT_EQ(with([](auto& in) { in.AttributeDefinitions->pop_back(); }),
            "ValidationException: Invalid KeySchema: Some index key attribute have no definition");
  EXPECT_EQ(with([](auto& in) { in.KeySchema->pop_back(); }),
            invalid +
                "Number of attributes in KeySchema does not exactly match number of attributes "
                "defined in AttributeDefinitions");
  EXPECT_EQ(with([](auto& in) { in.KeySchema->front().KeyType = "RANGE"; }),
            "ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key "
            "type");
  EXPECT_EQ(
      with([](auto& in) { in.KeySchema->back().AttributeName = "p"; }),
      "ValidationException: Both the Hash Key and the Range Key element in the KeySchema have "
      "the same name");
  EXPECT_EQ(with([](auto& in) {
              in.AttributeDefinitions->push_back({"p", "N"});
            }),
            "ValidationException: Attribute Name is duplicated: p");
  EXPECT_EQ(with([](auto& in) { in.BillingMode.reset(); }),
            invalid +
                "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode "
                "is PROVISIONED");
  EXPECT_EQ(with([](auto& in) {
              in.StreamSpecification = {.StreamEnabled = true, .StreamViewType = {}};
            }),
            invalid + "Table is being created with a stream enabled, UpdateViewType is required");
  EXPECT_EQ(with([](auto& in) {
              in.SSESpecification = {.Enabled = false, .SSEType = "KMS", .KMSMasterKeyId = {}};
            }),
            invalid + "SSEType can not be specified if Enabled is false");
  EXPECT_EQ(with([](auto& in) {
              in.Tags.emplace().push_back({"aws:x", "1"});
            }),
            "ValidationException: Tag Key cannot be prefixed with aws:, Key: aws:x");
  EXPECT_THAT(with([](auto& in) { in.GlobalTableSourceArn = "arn:aws:dynamodb"; }),
              HasSubstr("GlobalTableSourceArn is not supported"));
}

TEST_F(TableTest, are_listed_by_name_in_pages) {
  for (const char* name : {"ccc", "aaa", "bbb"}) create(name, "S");
  auto all = service.list_tables(context, {});
  EXPECT_THAT(*all->TableNames, ElementsAre("aaa", "bbb", "ccc"));
  EXPECT_EQ(all->LastEvaluatedTableName, std::nullopt);
  auto first = service.list_tables(context, {.ExclusiveStartTableName = {}, .Limit = 2});
  EXPECT_THAT(*first->TableNames, ElementsAre("aaa", "bbb"));
  EXPECT_EQ(first->LastEvaluatedTableName, "bbb");
  auto rest = service.list_tables(
      context, {.ExclusiveStartTableName = first->LastEvaluatedTableName, .Limit = 2});
  EXPECT_THAT(*rest->TableNames, ElementsAre("ccc"));
}

TEST_F(TableTest, deleted_takes_its_items_along) {
  create("table", "S");
  put({{"p", S("x")}});
  const auto deleted = run(service.delete_table(context, {.TableName = "table"}));
  ASSERT_EQ(refusal(deleted), "");
  EXPECT_EQ(deleted->TableDescription->TableStatus, "DELETING");
  EXPECT_EQ(refusal(run(service.delete_table(context, {.TableName = "table"}))),
            "ResourceNotFoundException: Requested resource not found: Table: table not found");
  EXPECT_EQ(refusal(put({{"p", S("x")}})),
            "ResourceNotFoundException: Requested resource not found");
  create("table", "S");
  EXPECT_EQ(get({{"p", S("x")}}), std::nullopt);
  EXPECT_EQ(describe("table").ItemCount, 0);
}

TEST_F(TableTest, protected_is_not_deleted) {
  auto input = table_input("table", "S");
  input.DeletionProtectionEnabled = true;
  run(service.create_table(context, input));
  EXPECT_EQ(refusal(run(service.delete_table(context, {.TableName = "table"}))),
            "ValidationException: Resource cannot be deleted as it is currently protected against "
            "deletion. Disable deletion protection first.");
}

TEST_F(TableTest, may_be_named_by_its_ARN) {
  create("table", "S");
  put({{"p", S("x")}});
  auto input = get_input({{"p", S("x")}});
  input.TableName = *describe("table").TableArn;
  EXPECT_TRUE(get(input));
  input.TableName = "arn:aws:dynamodb:eu-west-1:000000000000:table/table";
  EXPECT_EQ(refusal(service.get_item(context, input)),
            "ResourceNotFoundException: Requested resource not found");
}

class ItemsTest : public DynamoDbTest {
 protected:
  ItemsTest() { create("table", "N"); }
};

TEST_F(ItemsTest, a_put_item_is_got_back_normalised) {
  put({{"p", N("1.0")}, {"text", S("")}, {"list", L({N("007")})}});
  EXPECT_EQ(get({{"p", N("1")}}), (Item{{"p", N("1")}, {"text", S("")}, {"list", L({N("7")})}}));
  EXPECT_EQ(get({{"p", N("1e0")}}), get({{"p", N("1")}}));
  EXPECT_EQ(get({{"p", N("2")}}), std::nullopt);
}

TEST_F(ItemsTest, a_put_replaces_the_whole_item_and_can_return_the_old_one) {
  auto first = put_input({{"p", N("1")}, {"a", S("x")}});
  first.ReturnValues = "ALL_OLD";
  EXPECT_EQ(put(first)->Attributes, std::nullopt);
  auto second = put_input({{"p", N("1")}, {"b", S("y")}});
  second.ReturnValues = "ALL_OLD";
  EXPECT_EQ(put(second)->Attributes, (Item{{"p", N("1")}, {"a", S("x")}}));
  EXPECT_EQ(get({{"p", N("1")}}), (Item{{"p", N("1")}, {"b", S("y")}}));
}

TEST_F(ItemsTest, a_failed_condition_changes_nothing_and_can_return_the_item) {
  put({{"p", N("1")}, {"a", S("x")}});
  auto again = put_input({{"p", N("1")}, {"a", S("y")}});
  again.ConditionExpression = "attribute_not_exists(p)";
  EXPECT_EQ(refusal(put(again)), "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_EQ(put(again).error().fields, "");
  again.ReturnValuesOnConditionCheckFailure = "ALL_OLD";
  EXPECT_EQ(put(again).error().fields, R"("Item":{"a":{"S":"x"},"p":{"N":"1"}})");
  EXPECT_EQ(get({{"p", N("1")}}), (Item{{"p", N("1")}, {"a", S("x")}}));

  auto elsewhere = put_input({{"p", N("2")}});
  elsewhere.ConditionExpression = "attribute_not_exists(p)";
  EXPECT_EQ(refusal(put(elsewhere)), "");
}

TEST_F(ItemsTest, a_condition_may_use_placeholders) {
  put({{"p", N("1")}, {"name", S("x")}});
  auto erase_if = delete_input({{"p", N("1")}});
  erase_if.ConditionExpression = "#n = :x";
  erase_if.ExpressionAttributeNames = Names{{"#n", "name"}};
  erase_if.ExpressionAttributeValues = Item{{":x", S("other")}};
  EXPECT_EQ(refusal(erase(erase_if)),
            "ConditionalCheckFailedException: The conditional request failed");
  erase_if.ExpressionAttributeValues = Item{{":x", S("x")}};
  erase_if.ReturnValues = "ALL_OLD";
  EXPECT_EQ(erase(erase_if)->Attributes, (Item{{"p", N("1")}, {"name", S("x")}}));
  EXPECT_EQ(get({{"p", N("1")}}), std::nullopt);
}

TEST_F(ItemsTest, deleting_what_is_not_there_succeeds) {
  auto input = delete_input({{"p", N("1")}});
  input.ReturnValues = "ALL_OLD";
  const auto output = erase(input);
  ASSERT_EQ(refusal(output), "");
  EXPECT_EQ(output->Attributes, std::nullopt);
}

TEST_F(ItemsTest, the_table_counts_its_items_and_their_bytes) {
  put({{"p", N("1")}, {"a", S("xyz")}});  // 1 + 2, 1 + 3
  put({{"p", N("2")}});
  EXPECT_EQ(describe("table").ItemCount, 2);
  EXPECT_EQ(describe("table").TableSizeBytes, 10);
  put({{"p", N("1")}, {"a", S("x")}});
  EXPECT_EQ(describe("table").ItemCount, 2);
  EXPECT_EQ(describe("table").TableSizeBytes, 8);
  erase(delete_input({{"p", N("1")}}));
  erase(delete_input({{"p", N("3")}}));
  EXPECT_EQ(describe("table").ItemCount, 1);
  EXPECT_EQ(describe("table").TableSizeBytes, 3);
}

TEST_F(ItemsTest, a_projection_takes_parts_of_the_item) {
  put({{"p", N("1")}, {"a", S("x")}, {"name", M({{"b", S("y")}, {"c", S("z")}})}});
  auto input = get_input({{"p", N("1")}});
  input.ProjectionExpression = "a, #n.b";
  input.ExpressionAttributeNames = Names{{"#n", "name"}};
  EXPECT_EQ(get(input), (Item{{"a", S("x")}, {"name", M({{"b", S("y")}})}}));
  input.ProjectionExpression = "p.x, #n";
  EXPECT_EQ(refusal(service.get_item(context, input)),
            "ValidationException: Key attributes must be scalars; list random access '[]' and map "
            "lookup '.' are not allowed: Key: p");
}

TEST_F(ItemsTest, wrong_requests_are_refused_in_AWS_words) {
  EXPECT_EQ(refusal(put({{"a", S("x")}})),
            "ValidationException: One or more parameter values were invalid: Missing the key p in "
            "the item");
  EXPECT_EQ(refusal(put({{"p", S("x")}})),
            "ValidationException: One or more parameter values were invalid: Type mismatch for key "
            "p expected: N actual: S");
  EXPECT_EQ(
      refusal(put({{"p", N("1")}, {"a", SS({})}})),
      "ValidationException: One or more parameter values were invalid: An string set  may not "
      "be empty");
  EXPECT_EQ(refusal(service.get_item(context, get_input({{"q", N("1")}}))),
            "ValidationException: The provided key element does not match the schema");
  auto returning = put_input({{"p", N("1")}});
  returning.ReturnValues = "ALL_NEW";
  EXPECT_EQ(refusal(put(returning)),
            "ValidationException: ReturnValues can only be ALL_OLD or NONE");
}

TEST_F(ItemsTest, may_have_400_KB) {
  constexpr std::size_t kRest = 1 + 2 + 1;  // "p", its number, and "a"
  EXPECT_EQ(refusal(put({{"p", N("1")}, {"a", S(std::string(400 * 1024 - kRest, 'x'))}})), "");
  EXPECT_EQ(refusal(put({{"p", N("1")}, {"a", S(std::string(400 * 1024 - kRest + 1, 'x'))}})),
            "ValidationException: Item size has exceeded the maximum allowed size");
}

TEST_F(ItemsTest, capacity_is_billed_by_size) {
  auto write = put_input({{"p", N("1")}, {"a", S(std::string(5000, 'x'))}});
  write.ReturnConsumedCapacity = "TOTAL";
  auto capacity = put(write)->ConsumedCapacity;
  EXPECT_EQ(capacity->TableName, "table");
  EXPECT_EQ(capacity->CapacityUnits, 5);
  EXPECT_EQ(capacity->Table, std::nullopt);

  auto read = get_input({{"p", N("1")}});
  read.ReturnConsumedCapacity = "INDEXES";
  EXPECT_EQ(service.get_item(context, read)->ConsumedCapacity->CapacityUnits, 1);
  read.ConsistentRead = true;
  EXPECT_EQ(service.get_item(context, read)->ConsumedCapacity->Table->CapacityUnits, 2);
  read.Key = {{"p", N("9")}};
  EXPECT_EQ(service.get_item(context, read)->ConsumedCapacity->CapacityUnits, 1);
  read.ReturnConsumedCapacity = "NONE";
  EXPECT_EQ(service.get_item(context, read)->ConsumedCapacity, std::nullopt);

  // The larger of what was and what is.
  auto erasing = delete_input({{"p", N("1")}});
  erasing.ReturnConsumedCapacity = "TOTAL";
  EXPECT_EQ(erase(erasing)->ConsumedCapacity->CapacityUnits, 5);
  EXPECT_EQ(erase(erasing)->ConsumedCapacity->CapacityUnits, 1);
}

TEST_F(DynamoDbTest, long_keys_are_kept_apart) {
  create("table", "S", "S");
  const auto key = [](char c, char d) {
    return Item{{"p", S(std::string(2047, 'p') + c)}, {"s", S(std::string(1023, 's') + d)}};
  };
  for (const char c : {'a', 'b'}) {
    for (const char d : {'a', 'b'}) {
      Item item = key(c, d);
      item.emplace("v", S(std::string{c, d}));
      EXPECT_EQ(refusal(put(item)), "");
    }
  }
  EXPECT_EQ(describe("table").ItemCount, 4);
  EXPECT_EQ(get(key('b', 'a'))->at("v"), S("ba"));
  erase(delete_input(key('b', 'a')));
  EXPECT_EQ(get(key('b', 'a')), std::nullopt);
  EXPECT_EQ(get(key('b', 'b'))->at("v"), S("bb"));
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
