#include <gmock/gmock.h>

#include "cloud/dynamodb/partiql/test_statements.h"

namespace bellwether::cloud::dynamodb {
namespace {

using aws::dynamodb::BatchExecuteStatementInput;
using aws::dynamodb::BatchExecuteStatementOutput;
using aws::dynamodb::BatchStatementResponse;

class BatchExecuteStatementTest : public PartiqlTest {
 protected:
  void SetUp() override { create("table", "S"); }

  Result<BatchExecuteStatementOutput> batch(std::vector<std::string> statements) {
    BatchExecuteStatementInput input;
    for (auto& statement : statements) {
      input.Statements.push_back({.Statement = std::move(statement)});
    }
    input.ReturnConsumedCapacity = "TOTAL";
    return run(service.batch_execute_statement(context, std::move(input)));
  }
  std::vector<BatchStatementResponse> responses(std::vector<std::string> statements) {
    auto output = batch(std::move(statements));
    EXPECT_EQ(refusal(output), "");
    return output ? *output->Responses : std::vector<BatchStatementResponse>();
  }
  // "code: message" of each statement, or nothing.
  std::vector<std::string> errors(std::vector<std::string> statements) {
    std::vector<std::string> found;
    for (const auto& response : responses(std::move(statements))) {
      found.push_back(response.Error ? *response.Error->Code + ": " + *response.Error->Message
                                     : "");
    }
    return found;
  }
};

TEST_F(BatchExecuteStatementTest, reads_items_in_the_order_of_the_statements) {
  put(Item{{"p", S("a")}, {"n", N("1")}});
  put(Item{{"p", S("b")}, {"n", N("2")}});
  const auto output =
      batch({"SELECT * FROM \"table\" WHERE p = 'b'", "SELECT n FROM \"table\" WHERE p IN ['a']",
             "SELECT n FROM \"table\" WHERE p = 'none'"});
  ASSERT_EQ(refusal(output), "");
  const auto& answers = *output->Responses;
  ASSERT_EQ(answers.size(), 3);
  EXPECT_EQ(answers[0].Item, (Item{{"p", S("b")}, {"n", N("2")}}));
  EXPECT_EQ(answers[0].TableName, "table");
  EXPECT_EQ(answers[1].Item, (Item{{"n", N("1")}}));
  EXPECT_EQ(answers[2].Item, std::nullopt);
  EXPECT_EQ(answers[2].Error, std::nullopt);
  ASSERT_EQ(output->ConsumedCapacity->size(), 3);
  EXPECT_EQ(output->ConsumedCapacity->front().CapacityUnits, 0.5);
}

TEST_F(BatchExecuteStatementTest, each_write_is_done_or_refused_by_itself) {
  put(Item{{"p", S("there")}, {"n", N("1")}});
  EXPECT_EQ(errors({"INSERT INTO \"table\" VALUE {'p': 'there'}",
                    "INSERT INTO \"table\" VALUE {'p': 'a'}",
                    "UPDATE \"table\" SET n = 2 WHERE p = 'there' AND n = 5",
                    "UPDATE absent SET n = 2 WHERE p = 'there'", "UPDATE \"table\" SET n = 3",
                    "SLECT * FROM \"table\"", "DELETE FROM \"table\" WHERE p = 'there'"}),
            (std::vector<std::string>{
                "DuplicateItem: Duplicate primary key exists in table", "",
                "ConditionalCheckFailed: The conditional request failed",
                "ResourceNotFound: Requested resource not found",
                "ValidationError: Where clause does not contain a mandatory equality on all key "
                "attributes",
                "ValidationError: Statement wasn't well formed, can't be processed: Expected data "
                "manipulation",
                ""}));
  EXPECT_NE(get({{"p", S("a")}}), std::nullopt);
  EXPECT_EQ(get({{"p", S("there")}}), std::nullopt);
}

TEST_F(BatchExecuteStatementTest, a_write_sees_those_before_it) {
  EXPECT_EQ(errors({"INSERT INTO \"table\" VALUE {'p': 'a', 'n': 1}",
                    "UPDATE \"table\" SET n = n + 1 WHERE p = 'a'"}),
            (std::vector<std::string>{"", ""}));
  EXPECT_EQ(get({{"p", S("a")}})->at("n"), N("2"));
  EXPECT_EQ(describe("table").ItemCount, 1);
}

TEST_F(BatchExecuteStatementTest, answers_what_RETURNING_asks_for) {
  put(Item{{"p", S("a")}, {"n", N("1")}});
  const auto answers =
      responses({"UPDATE \"table\" SET n = 2 WHERE p = 'a' RETURNING MODIFIED NEW *",
                 "DELETE FROM \"table\" WHERE p = 'a' RETURNING ALL OLD *"});
  EXPECT_EQ(answers[0].Item, (Item{{"n", N("2")}}));
  EXPECT_EQ(answers[1].Item, (Item{{"p", S("a")}, {"n", N("2")}}));
}

TEST_F(BatchExecuteStatementTest, shows_the_item_that_failed_a_condition_when_asked) {
  put(Item{{"p", S("a")}, {"n", N("1")}});
  BatchExecuteStatementInput input;
  input.Statements.push_back({.Statement = "DELETE FROM \"table\" WHERE p = 'a' AND n = 2",
                              .ReturnValuesOnConditionCheckFailure = "ALL_OLD"});
  const auto output = run(service.batch_execute_statement(context, input));
  ASSERT_EQ(refusal(output), "");
  EXPECT_EQ(output->Responses->front().Error->Code, "ConditionalCheckFailed");
  EXPECT_EQ(output->Responses->front().Error->Item, (Item{{"p", S("a")}, {"n", N("1")}}));
}

TEST_F(BatchExecuteStatementTest, a_SELECT_gives_the_key_and_nothing_else) {
  create("sorted", "S", "S");
  const std::string no_key =
      "ValidationError: Select statements within BatchExecuteStatement must specify the primary "
      "key in the where clause.";
  EXPECT_EQ(errors({"SELECT * FROM sorted WHERE p = 'a'", "SELECT * FROM sorted.i WHERE p = 'a'",
                    "SELECT * FROM sorted WHERE p = 'a' AND s = 'b' AND n = 1",
                    "SELECT * FROM sorted WHERE p = 'a' AND s = 'b' AND p = 'c'",
                    "SELECT * FROM sorted", "SELECT * FROM sorted WHERE p = 'a' AND s = 'b'"}),
            (std::vector<std::string>{no_key, no_key, no_key, no_key, no_key, ""}));
}

TEST_F(BatchExecuteStatementTest, reads_and_writes_are_not_in_one_batch) {
  EXPECT_EQ(refusal(batch({"SELECT * FROM \"table\" WHERE p = 'a'",
                           "INSERT INTO \"table\" VALUE {'p': 'a'}"})),
            "ValidationException: Read and write requests together in the same batch is not "
            "supported.");
  EXPECT_EQ(get({{"p", S("a")}}), std::nullopt);
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
