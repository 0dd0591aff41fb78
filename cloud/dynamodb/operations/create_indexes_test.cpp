// CreateTable with secondary indexes.
#include <gmock/gmock.h>

#include "cloud/dynamodb/test_cloud.h"
#include "cloud/dynamodb/test_indexes.h"

namespace bellwether::cloud::dynamodb {
namespace {

using testing::HasSubstr;

const std::string kInvalid = "ValidationException: One or more parameter values were invalid: ";

class CreateIndexesTest : public DynamoDbTest {
 protected:
  // A table of p and s, and an attribute "a" for indexes.
  static aws::dynamodb::CreateTableInput input_with_a() {
    auto input = table_input("table", "S", "N");
    input.AttributeDefinitions->push_back({"a", "S"});
    return input;
  }

  template <class Change>
  std::string refused_global(Change change) {
    auto input = input_with_a();
    input.GlobalSecondaryIndexes.emplace().push_back(global_index("global", "a"));
    change(input, input.GlobalSecondaryIndexes->front());
    return refusal(run(service.create_table(context, input)));
  }

  template <class Change>
  std::string refused_local(Change change) {
    auto input = input_with_a();
    input.LocalSecondaryIndexes.emplace().push_back(local_index("local", "p", "a"));
    change(input, input.LocalSecondaryIndexes->front());
    return refusal(run(service.create_table(context, input)));
  }

  Result<aws::dynamodb::ScanOutput> scan(std::string index) {
    aws::dynamodb::ScanInput input;
    input.TableName = "table";
    input.IndexName = std::move(index);
    return received<aws::dynamodb::Scan>(service.scan(context, input));
  }

  std::string refused_update(std::string expression, std::optional<AttributeValue> value = {}) {
    aws::dynamodb::UpdateItemInput input;
    input.TableName = "table";
    input.Key = {{"p", S("1")}, {"s", N("1")}};
    input.UpdateExpression = std::move(expression);
    if (value) input.ExpressionAttributeValues.emplace().emplace(":v", std::move(*value));
    return refusal(run(service.update_item(context, std::move(input))));
  }

  std::string refused_transaction(Item item) {
    aws::dynamodb::TransactWriteItem action;
    action.Put.emplace().TableName = "table";
    action.Put->Item = std::move(item);
    aws::dynamodb::TransactWriteItemsInput input;
    input.TransactItems.push_back(std::move(action));
    return refusal(run(service.transact_write_items(context, std::move(input))));
  }
};

TEST_F(CreateIndexesTest, are_described_as_they_were_created) {
  auto input = input_with_a();
  input.LocalSecondaryIndexes.emplace().push_back(local_index("local", "p", "a"));
  input.LocalSecondaryIndexes->front().Projection = projection("INCLUDE", {"x", "y"});
  input.GlobalSecondaryIndexes.emplace().push_back(global_index("global", "a", "s"));
  input.GlobalSecondaryIndexes->front().Projection = projection("KEYS_ONLY");
  const auto created = run(service.create_table(context, input));
  ASSERT_EQ(refusal(created), "");
  EXPECT_EQ(created->TableDescription->GlobalSecondaryIndexes->front().IndexStatus, "CREATING");

  const auto table = describe("table");
  ASSERT_EQ(table.LocalSecondaryIndexes->size(), 1);
  const auto& local = table.LocalSecondaryIndexes->front();
  EXPECT_EQ(local.IndexName, "local");
  EXPECT_EQ(local.KeySchema, key_elements("p", "a"));
  EXPECT_EQ(local.Projection, projection("INCLUDE", {"x", "y"}));
  EXPECT_EQ(local.IndexArn, "arn:aws:dynamodb:us-east-1:000000000000:table/table/index/local");
  EXPECT_EQ(local.ItemCount, 0);
  ASSERT_EQ(table.GlobalSecondaryIndexes->size(), 1);
  const auto& global = table.GlobalSecondaryIndexes->front();
  EXPECT_EQ(global.IndexStatus, "ACTIVE");
  EXPECT_EQ(global.Backfilling, std::nullopt);
  EXPECT_EQ(global.ProvisionedThroughput->ReadCapacityUnits, 0);
  EXPECT_EQ(global.WarmThroughput->ReadUnitsPerSecond, 12'000);
}

TEST_F(CreateIndexesTest, have_what_they_project_of_the_items_with_their_key) {
  auto input = input_with_a();
  input.LocalSecondaryIndexes.emplace().push_back(local_index("local", "p", "a"));
  input.GlobalSecondaryIndexes.emplace().push_back(global_index("global", "a"));
  input.GlobalSecondaryIndexes->front().Projection = projection("INCLUDE", {"x"});
  ASSERT_EQ(refusal(run(service.create_table(context, input))), "");
  put({{"p", S("1")}, {"s", N("1")}, {"a", S("A")}, {"x", S("X")}, {"y", S("Y")}});
  put({{"p", S("2")}, {"s", N("1")}, {"x", S("X")}});

  EXPECT_THAT(*scan("local")->Items,
              testing::ElementsAre(
                  Item{{"p", S("1")}, {"s", N("1")}, {"a", S("A")}, {"x", S("X")}, {"y", S("Y")}}));
  EXPECT_THAT(
      *scan("global")->Items,
      testing::ElementsAre(Item{{"p", S("1")}, {"s", N("1")}, {"a", S("A")}, {"x", S("X")}}));
  EXPECT_EQ(describe("table").GlobalSecondaryIndexes->front().ItemCount, 1);
  EXPECT_EQ(refusal(put({{"p", S("3")}, {"s", N("1")}, {"a", N("1")}})),
            kInvalid + "Type mismatch for Index Key a Expected: S Actual: N IndexName: local");
}

TEST_F(CreateIndexesTest, keys_that_an_update_expression_gives_are_refused_in_its_words) {
  auto input = input_with_a();
  input.GlobalSecondaryIndexes.emplace().push_back(global_index("global", "a"));
  ASSERT_EQ(refusal(run(service.create_table(context, input))), "");
  const std::string updates =
      "ValidationException: The update expression attempted to update the "
      "secondary index key ";
  const std::string empty =
      "ValidationException: One or more parameter values are not valid. The update expression "
      "attempted to update a secondary index key to a value that is not supported. The "
      "AttributeValue for a key attribute cannot contain an empty string value.";
  put({{"p", S("1")}, {"s", N("1")}, {"blank", S("")}, {"seven", N("7")}});

  EXPECT_EQ(refused_update("SET a = :v", S("")), empty);
  EXPECT_EQ(refused_update("SET a = blank"), empty);
  EXPECT_EQ(refused_update("SET a = :v", N("7")),
            kInvalid + "Type mismatch for Index Key a Expected: S Actual: N IndexName: global");
  EXPECT_EQ(refused_update("SET a = seven"), updates + "to unsupported type");
  EXPECT_EQ(refused_update("SET a = :v", S(std::string(2049, 'x'))),
            updates + "beyond allowed size limits");
  EXPECT_EQ(refused_update("SET a = :v", S(std::string(2048, 'x'))), "");
}

TEST_F(CreateIndexesTest, an_empty_key_refuses_a_transaction_as_a_whole) {
  auto input = input_with_a();
  input.GlobalSecondaryIndexes.emplace().push_back(global_index("global", "a"));
  ASSERT_EQ(refusal(run(service.create_table(context, input))), "");
  const std::string invalid = "ValidationException: One or more parameter values are not valid. ";
  EXPECT_EQ(refused_transaction({{"p", S("1")}, {"s", N("1")}, {"a", S("")}}),
            invalid +
                "A value specified for a secondary index key is not supported. The AttributeValue "
                "for a key attribute cannot contain an empty string value. IndexName: global, "
                "IndexKey: a");
  EXPECT_EQ(refused_transaction({{"p", S("")}, {"s", N("1")}}),
            invalid +
                "The AttributeValue for a key attribute cannot contain an empty string value. "
                "Key: p");
  EXPECT_EQ(refused_transaction({{"p", S("1")}, {"s", N("1")}, {"a", N("1")}}),
            "TransactionCanceledException: Transaction cancelled, please refer cancellation "
            "reasons for specific reasons [ValidationError]");
}

TEST_F(CreateIndexesTest, keys_of_global_ones_are_checked) {
  const auto none = [](auto&, auto&) {};
  EXPECT_EQ(refused_global([](auto& in, auto&) { in.GlobalSecondaryIndexes->clear(); }),
            kInvalid + "List of GlobalSecondaryIndexes is empty");
  EXPECT_EQ(refused_global([](auto&, auto& index) { index.KeySchema = key_elements("b", "c"); }),
            kInvalid +
                "Some index key attributes are not defined in AttributeDefinitions. Keys: [b, c], "
                "AttributeDefinitions: [p, s, a]");
  EXPECT_EQ(refused_global([](auto&, auto& index) { index.KeySchema = key_elements("p"); }),
            kInvalid +
                "Some AttributeDefinitions are not used. AttributeDefinitions: [p, s, a], keys "
                "used: [p, s]");
  EXPECT_EQ(refused_global([](auto&, auto& index) { index.KeySchema[0].KeyType = "RANGE"; }),
            "ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key "
            "type");
  EXPECT_EQ(refused_global([](auto&, auto& index) { index.KeySchema = key_elements("a", "a"); }),
            "ValidationException: Both the Hash Key and the Range Key element in the KeySchema "
            "have the same name");
  EXPECT_EQ(refused_global([](auto&, auto& index) {
              index.KeySchema = key_elements("a", "s");
              index.KeySchema.push_back({"p", "RANGE"});
            }),
            "ValidationException: The KeySchema of index global has several HASH or RANGE "
            "attributes: Bellwether supports global secondary indexes with one of each");
  EXPECT_EQ(refused_global(none), "");
}

TEST_F(CreateIndexesTest, keys_of_local_ones_are_those_of_the_table_and_a_range) {
  EXPECT_EQ(refused_local([](auto& in, auto&) { in.LocalSecondaryIndexes->clear(); }),
            kInvalid + "List of LocalSecondaryIndexes is empty");
  EXPECT_EQ(refused_local([](auto& in, auto&) { in.KeySchema->pop_back(); }),
            kInvalid +
                "Table KeySchema does not have a range key, which is required when specifying a "
                "LocalSecondaryIndex");
  EXPECT_EQ(refused_local([](auto&, auto& index) { index.KeySchema = key_elements("a"); }),
            kInvalid + "Index KeySchema does not have a range key for index: local");
  EXPECT_EQ(refused_local([](auto&, auto& index) { index.KeySchema = key_elements("a", "p"); }),
            kInvalid +
                "Index KeySchema does not have the same leading hash key as table KeySchema for "
                "index: local. index hash key: a, table hash key: p");
  EXPECT_THAT(refused_local([](auto&, auto& index) {
                index.KeySchema.push_back({"s", "RANGE"});
              }),
              HasSubstr("at 'localSecondaryIndexes.1.member.keySchema' failed to satisfy "
                        "constraint: Member must have length less than or equal to 2"));
}

TEST_F(CreateIndexesTest, projections_are_checked) {
  const auto with = [this](aws::dynamodb::Projection wanted) {
    return refused_global([&](auto&, auto& index) { index.Projection = wanted; });
  };
  EXPECT_EQ(with({}), kInvalid + "Unknown ProjectionType: null");
  EXPECT_EQ(with(projection("INCLUDE")),
            kInvalid + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  EXPECT_EQ(with(projection("ALL", {"x"})),
            kInvalid + "ProjectionType is ALL, but NonKeyAttributes is specified");
  EXPECT_EQ(with(projection("KEYS_ONLY", {"x"})),
            kInvalid + "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified");
  EXPECT_EQ(with(projection("INCLUDE", {"x", "y", "x"})),
            kInvalid + "Duplicate element in NonKeyAttributes: x");
}

TEST_F(CreateIndexesTest, a_hundred_attributes_are_projected_at_most) {
  const auto with = [this](std::size_t attributes_of_the_last) {
    auto input = input_with_a();
    input.TableName = "table-" + std::to_string(attributes_of_the_last);
    auto& indexes = input.GlobalSecondaryIndexes.emplace();
    for (std::size_t i = 0; i < 6; ++i) {
      std::vector<std::string> names;
      for (std::size_t j = 0; j < (i < 5 ? 19 : attributes_of_the_last); ++j) {
        names.push_back("x" + std::to_string(j));
      }
      indexes.push_back(global_index("index" + std::to_string(i), "a"));
      indexes.back().Projection = projection("INCLUDE", names);
    }
    return refusal(run(service.create_table(context, input)));
  };
  EXPECT_EQ(with(5), "");
  EXPECT_EQ(with(6),
            kInvalid + "Number of NonKeyAttributes of all indexes exceeds per-table limit of 100");
}

TEST_F(CreateIndexesTest, are_limited_in_number_and_told_apart_by_name) {
  EXPECT_EQ(
      refused_global([](auto& in, auto& index) { in.GlobalSecondaryIndexes->push_back(index); }),
      kInvalid + "Duplicate index name: global");
  EXPECT_EQ(refused_global([](auto& in, auto&) {
              in.LocalSecondaryIndexes.emplace().push_back(local_index("global", "p", "a"));
            }),
            kInvalid + "Duplicate index name: global");
  EXPECT_EQ(
      refused_global([](auto& in, auto&) {
        for (int i = 0; i < 20; ++i) {
          in.GlobalSecondaryIndexes->push_back(global_index("index" + std::to_string(i), "a"));
        }
      }),
      kInvalid + "GlobalSecondaryIndex count exceeds the per-table limit of 20");
  EXPECT_EQ(
      refused_local([](auto& in, auto&) {
        for (int i = 0; i < 5; ++i) {
          in.LocalSecondaryIndexes->push_back(local_index("index" + std::to_string(i), "p", "a"));
        }
      }),
      kInvalid + "Number of LocalSecondaryIndexes exceeds per-table limit of 5");
}

TEST_F(CreateIndexesTest, have_throughput_as_the_table_is_billed) {
  EXPECT_EQ(refused_global([](auto&, auto& index) {
              index.ProvisionedThroughput = {1, 1};
            }),
            kInvalid +
                "ProvisionedThroughput should not be specified for index: global when BillingMode "
                "is PAY_PER_REQUEST");
  EXPECT_EQ(refused_global([](auto& in, auto&) {
              in.BillingMode = "PROVISIONED";
              in.ProvisionedThroughput = {1, 1};
            }),
            kInvalid + "ProvisionedThroughput is not specified for index: global");
  EXPECT_EQ(refused_global([](auto&, auto& index) {
              index.OnDemandThroughput = {.MaxReadRequestUnits = 0, .MaxWriteRequestUnits = {}};
            }),
            kInvalid +
                "Requested MaxReadRequestUnits for OnDemandThroughput for index : global is "
                "outside of valid range");
  EXPECT_THAT(refused_global([](auto&, auto& index) {
                index.WarmThroughput = {.ReadUnitsPerSecond = 11'999, .WriteUnitsPerSecond = {}};
              }),
              HasSubstr("Requested ReadUnitsPerSecond for WarmThroughput for index global is lower "
                        "than initial throughput for OnDemand"));
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
