#include <gmock/gmock.h>

#include "cloud/dynamodb/test_cloud.h"

namespace bellwether::cloud::dynamodb {
namespace {

using aws::dynamodb::TransactWriteItem;
using aws::dynamodb::TransactWriteItemsInput;

class TransactionTest : public DynamoDbTest {
 protected:
  void SetUp() override { create("table", "S"); }

  static TransactWriteItem put_action(Item item, std::optional<std::string> condition = {}) {
    TransactWriteItem action;
    action.Put.emplace().TableName = "table";
    action.Put->Item = std::move(item);
    action.Put->ConditionExpression = std::move(condition);
    return action;
  }
  static TransactWriteItem erase_action(Item key) {
    TransactWriteItem action;
    action.Delete.emplace().TableName = "table";
    action.Delete->Key = std::move(key);
    return action;
  }
  static TransactWriteItem check_action(Item key, std::string condition) {
    TransactWriteItem action;
    action.ConditionCheck.emplace().TableName = "table";
    action.ConditionCheck->Key = std::move(key);
    action.ConditionCheck->ConditionExpression = std::move(condition);
    return action;
  }
  static TransactWriteItem add_action(Item key, std::string amount) {
    TransactWriteItem action;
    action.Update.emplace().TableName = "table";
    action.Update->Key = std::move(key);
    action.Update->UpdateExpression = "ADD n :n";
    action.Update->ExpressionAttributeValues.emplace().emplace(":n", N(std::move(amount)));
    return action;
  }

  Result<aws::dynamodb::TransactWriteItemsOutput> write(std::vector<TransactWriteItem> actions,
                                                        std::optional<std::string> token = {}) {
    TransactWriteItemsInput input;
    input.TransactItems = std::move(actions);
    input.ClientRequestToken = std::move(token);
    input.ReturnConsumedCapacity = "TOTAL";
    return run(service.transact_write_items(context, std::move(input)));
  }

  static Item key(std::string name) { return {{"p", S(std::move(name))}}; }
};

TEST_F(TransactionTest, writes_all_of_its_actions) {
  put(Item{{"p", S("old")}});
  put(Item{{"p", S("seen")}});
  EXPECT_EQ(
      refusal(write({put_action({{"p", S("a")}, {"v", N("1")}}), erase_action(key("old")),
                     add_action(key("b"), "5"), check_action(key("seen"), "attribute_exists(p)")})),
      "");
  EXPECT_EQ(get(key("a")), (Item{{"p", S("a")}, {"v", N("1")}}));
  EXPECT_EQ(get(key("b")), (Item{{"p", S("b")}, {"n", N("5")}}));
  EXPECT_EQ(get(key("old")), std::nullopt);
}

TEST_F(TransactionTest, writes_nothing_when_one_condition_fails_and_says_which) {
  put(Item{{"p", S("there")}, {"v", N("1")}});
  auto refused = put_action({{"p", S("there")}}, "attribute_not_exists(p)");
  refused.Put->ReturnValuesOnConditionCheckFailure = "ALL_OLD";
  const auto output = write({put_action({{"p", S("a")}}), refused});
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "TransactionCanceledException");
  EXPECT_EQ(output.error().message,
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
            "[None, ConditionalCheckFailed]");
  EXPECT_EQ(output.error().fields,
            R"("CancellationReasons":[{"Code":"None"},)"
            R"({"Item":{"p":{"S":"there"},"v":{"N":"1"}},"Code":"ConditionalCheckFailed",)"
            R"("Message":"The conditional request failed"}])");
  EXPECT_EQ(get(key("a")), std::nullopt);
}

TEST_F(TransactionTest, an_item_may_be_named_once) {
  EXPECT_EQ(refusal(write({put_action(key("a")), erase_action(key("a"))})),
            "ValidationException: Transaction request cannot include multiple operations on one "
            "item");
  EXPECT_EQ(get(key("a")), std::nullopt);
}

TEST_F(TransactionTest, a_token_makes_repetitions_harmless_for_ten_minutes) {
  const std::vector actions{add_action(key("a"), "1")};
  const auto first = write(actions, "token");
  ASSERT_EQ(refusal(first), "");
  EXPECT_EQ(first->ConsumedCapacity->front().WriteCapacityUnits, 2);
  const auto second = write(actions, "token");
  ASSERT_EQ(refusal(second), "");
  EXPECT_EQ(second->ConsumedCapacity->front().WriteCapacityUnits, std::nullopt);
  EXPECT_EQ(second->ConsumedCapacity->front().ReadCapacityUnits, 2);
  EXPECT_EQ(get(key("a"))->at("n"), N("1"));

  EXPECT_TRUE(refusal(write({add_action(key("a"), "2")}, "token"))
                  .starts_with("IdempotentParameterMismatchException: "));

  clock.advance(std::chrono::minutes(10));
  EXPECT_EQ(refusal(write(actions, "token")), "");
  EXPECT_EQ(get(key("a"))->at("n"), N("2"));
}

TEST_F(TransactionTest, an_action_is_one_of_four) {
  TransactWriteItem both = put_action(key("a"));
  both.Delete = erase_action(key("b")).Delete;
  EXPECT_EQ(refusal(write({both})),
            "ValidationException: TransactItems can only contain one of Check, Put, Update or "
            "Delete");
}

TEST_F(TransactionTest, gets_read_one_state_and_leave_out_what_is_not_there) {
  put(Item{{"p", S("a")}, {"v", N("1")}, {"w", N("2")}});
  aws::dynamodb::TransactGetItemsInput input;
  input.TransactItems.resize(2);
  input.TransactItems[0].Get = {.Key = key("a"), .TableName = "table", .ProjectionExpression = "v"};
  input.TransactItems[1].Get = {.Key = key("b"), .TableName = "table"};
  input.ReturnConsumedCapacity = "TOTAL";
  const auto output = service.transact_get_items(context, input);
  ASSERT_EQ(refusal(output), "");
  ASSERT_EQ(output->Responses->size(), 2);
  EXPECT_EQ((*output->Responses)[0].Item, (Item{{"v", N("1")}}));
  EXPECT_EQ((*output->Responses)[1].Item, std::nullopt);
  EXPECT_EQ(output->ConsumedCapacity->front().ReadCapacityUnits, 4);
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
