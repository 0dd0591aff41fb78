#include <gmock/gmock.h>

#include "cloud/dynamodb/partiql/test_statements.h"

namespace bellwether::cloud::dynamodb {
namespace {

using aws::dynamodb::ExecuteTransactionInput;
using aws::dynamodb::ExecuteTransactionOutput;

class ExecuteTransactionTest : public PartiqlTest {
 protected:
  void SetUp() override { create("table", "S"); }

  Result<ExecuteTransactionOutput> transact(std::vector<std::string> statements,
                                            std::optional<std::string> token = {}) {
    ExecuteTransactionInput input;
    for (auto& statement : statements) {
      input.TransactStatements.push_back({.Statement = std::move(statement)});
    }
    input.ClientRequestToken = std::move(token);
    input.ReturnConsumedCapacity = "TOTAL";
    return run(service.execute_transaction(context, std::move(input)));
  }
  std::string refused_transaction(std::vector<std::string> statements) {
    return refusal(transact(std::move(statements)));
  }
  // Why it was cancelled, as JSON.
  std::string reasons(std::vector<std::string> statements) {
    const auto output = transact(std::move(statements));
    EXPECT_TRUE(refusal(output).starts_with("TransactionCanceledException")) << refusal(output);
    return output ? "" : output.error().fields;
  }
  static std::string refused_first(const std::string& why) {
    return "ValidationException: Validation failed in TransactStatements[0]: " + why;
  }
};

TEST_F(ExecuteTransactionTest, writes_all_of_its_statements) {
  put(Item{{"p", S("old")}});
  put(Item{{"p", S("count")}, {"n", N("1")}});
  put(Item{{"p", S("seen")}, {"free", S("x")}});
  const auto output =
      transact({"INSERT INTO \"table\" VALUE {'p': 'new'}", "DELETE FROM \"table\" WHERE p = 'old'",
                "UPDATE \"table\" SET n = n + 1 WHERE p = 'count'",
                "EXISTS(SELECT * FROM \"table\" WHERE p = 'seen' AND a IS MISSING)"});
  ASSERT_EQ(refusal(output), "");
  EXPECT_EQ(output->Responses, std::vector<aws::dynamodb::ItemResponse>());
  EXPECT_EQ(output->ConsumedCapacity->front().WriteCapacityUnits, 8);
  EXPECT_NE(get({{"p", S("new")}}), std::nullopt);
  EXPECT_EQ(get({{"p", S("old")}}), std::nullopt);
  EXPECT_EQ(get({{"p", S("count")}})->at("n"), N("2"));
}

TEST_F(ExecuteTransactionTest, writes_nothing_when_one_is_refused_and_says_which) {
  put(Item{{"p", S("there")}, {"a", N("1")}});
  EXPECT_EQ(reasons({"INSERT INTO \"table\" VALUE {'p': 'new'}",
                     "INSERT INTO \"table\" VALUE {'p': 'there'}"}),
            R"("CancellationReasons":[{"Code":"None"},)"
            R"({"Code":"DuplicateItem","Message":"Duplicate primary key exists in table"}])");
  EXPECT_EQ(reasons({"EXISTS(SELECT * FROM \"table\" WHERE p = 'there' AND a IS MISSING)",
                     "INSERT INTO \"table\" VALUE {'p': 'new'}"}),
            R"("CancellationReasons":[{"Code":"ConditionalCheckFailed",)"
            R"("Message":"The conditional request failed"},{"Code":"None"}])");
  EXPECT_EQ(get({{"p", S("new")}}), std::nullopt);
}

TEST_F(ExecuteTransactionTest, EXISTS_is_about_an_item_that_is_there) {
  EXPECT_EQ(reasons({"EXISTS(SELECT * FROM \"table\" WHERE p = 'none' AND a IS MISSING)"}),
            R"("CancellationReasons":[{"Code":"ConditionalCheckFailed",)"
            R"("Message":"The conditional request failed"}])");
  const std::string no_condition =
      refused_first("EXISTS() must contain a single item read with additional condition");
  EXPECT_EQ(refused_transaction({"EXISTS(SELECT * FROM \"table\" WHERE p = 'a')"}), no_condition);
  EXPECT_EQ(refused_transaction({"EXISTS(SELECT * FROM \"table\" WHERE p IN ['a'] AND n = 1)"}),
            no_condition);
}

TEST_F(ExecuteTransactionTest, what_is_not_there_cancels_it) {
  const std::string not_found =
      R"({"Code":"ResourceNotFound","Message":"Requested resource not found"})";
  const std::string no_key =
      R"({"Code":"ValidationError","Message":"The provided key element does not match the schema"})";
  EXPECT_EQ(reasons({"UPDATE absent SET a = 1 WHERE p = 'x' RETURNING ALL NEW *",
                     "INSERT INTO \"table\" VALUE {'p': 'new'}"}),
            "\"CancellationReasons\":[" + not_found + R"(,{"Code":"None"}])");
  EXPECT_EQ(
      reasons({"UPDATE \"table\" SET a = 1 WHERE a = 2", "DELETE FROM \"table\" WHERE p = 1"}),
      "\"CancellationReasons\":[" + no_key + "," + no_key + "]");
  EXPECT_EQ(reasons({"SELECT * FROM \"table\" WHERE p = 'a'", "SELECT * FROM \"table\" WHERE p = 1",
                     "SELECT * FROM absent.i WHERE p = 'a'"}),
            R"("CancellationReasons":[{"Code":"None"},)" + no_key + "," + not_found + "]");
  EXPECT_EQ(get({{"p", S("new")}}), std::nullopt);
}

TEST_F(ExecuteTransactionTest, refuses_what_no_transaction_has) {
  EXPECT_EQ(refused_transaction({"SELECT * FROM \"table\" WHERE"}),
            refused_first("Statement wasn't well formed, can't be processed: Unexpected term"));
  EXPECT_EQ(refused_transaction({"DELETE FROM \"table\" WHERE p = 'a' RETURNING ALL OLD *"}),
            refused_first("RETURNING clause is not supported in ExecuteTransaction."));
  EXPECT_EQ(refused_transaction({"SELECT * FROM \"table\".i WHERE p = 'a'"}),
            refused_first("Reads on indices are not supported within transactions."));
  const std::string no_key = refused_first(
      "Select statements within ExecuteTransaction must specify the primary key in the where "
      "clause.");
  EXPECT_EQ(refused_transaction({"SELECT * FROM \"table\""}), no_key);
  EXPECT_EQ(refused_transaction({"SELECT * FROM \"table\" WHERE p = 'a' AND n = 1"}), no_key);
  EXPECT_EQ(refused_transaction({"SELECT * FROM \"table\" WHERE p = 'a'",
                                 "INSERT INTO \"table\" VALUE {'p': 'a'}"}),
            "ValidationException: ExecuteTransaction API does not support both read and write "
            "operations in the same request.");
}

TEST_F(ExecuteTransactionTest, an_item_may_be_named_once) {
  const std::string twice =
      "ValidationException: Transaction request cannot include multiple operations on one item";
  EXPECT_EQ(refused_transaction(
                {"INSERT INTO \"table\" VALUE {'p': 'a'}", "DELETE FROM \"table\" WHERE p = 'a'"}),
            twice);
  EXPECT_EQ(refused_transaction({"SELECT * FROM \"table\" WHERE p = 'a'",
                                 "SELECT n FROM \"table\" WHERE p IN ['a']"}),
            twice);
}

TEST_F(ExecuteTransactionTest, reads_one_state) {
  put(Item{{"p", S("a")}, {"n", N("1")}});
  const auto output = transact(
      {"SELECT n FROM \"table\" WHERE p = 'a'", "SELECT * FROM \"table\" WHERE p = 'none'"});
  ASSERT_EQ(refusal(output), "");
  ASSERT_EQ(output->Responses->size(), 2);
  EXPECT_EQ(output->Responses->at(0).Item, (Item{{"n", N("1")}}));
  EXPECT_EQ(output->Responses->at(1).Item, std::nullopt);
  EXPECT_EQ(output->ConsumedCapacity->front().ReadCapacityUnits, 4);
}

TEST_F(ExecuteTransactionTest, a_token_makes_repetitions_harmless_for_ten_minutes) {
  put(Item{{"p", S("a")}, {"n", N("0")}});
  const std::vector<std::string> statements{"UPDATE \"table\" SET n = n + 1 WHERE p = 'a'"};
  const auto first = transact(statements, "token");
  ASSERT_EQ(refusal(first), "");
  EXPECT_EQ(first->ConsumedCapacity->front().WriteCapacityUnits, 2);
  const auto second = transact(statements, "token");
  ASSERT_EQ(refusal(second), "");
  EXPECT_EQ(second->ConsumedCapacity->front().ReadCapacityUnits, 2);
  EXPECT_EQ(second->ConsumedCapacity->front().WriteCapacityUnits, std::nullopt);
  EXPECT_EQ(get({{"p", S("a")}})->at("n"), N("1"));
  EXPECT_TRUE(refusal(transact({"UPDATE \"table\" SET n = n + 2 WHERE p = 'a'"}, "token"))
                  .starts_with("IdempotentParameterMismatchException: "));
  clock.advance(std::chrono::minutes(10));
  EXPECT_EQ(refusal(transact(statements, "token")), "");
  EXPECT_EQ(get({{"p", S("a")}})->at("n"), N("2"));
}

}  // namespace
}  // namespace bellwether::cloud::dynamodb
