// A DynamoDB over a store in memory, with a clock that stands still, for tests.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "aws/dynamodb/json.h"
#include "cloud/core/test_run.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/test_values.h"

namespace bellwether::cloud::dynamodb {

class DynamoDbTest : public testing::Test {
 protected:
  template <class T>
  static T run(Task<T> task) {
    return run_task(std::move(task));
  }

  // What a result says: nothing, or "code: message".
  template <class T>
  static std::string refusal(const Result<T>& result) {
    return result ? "" : result.error().code + ": " + result.error().message;
  }

  // What a client reads out of the answer of a service that writes part of it as text.
  template <class Operation, class Answer>
  static Result<typename Operation::Output> received(const Result<Answer>& answer) {
    if (!answer) return aws::fail(answer.error());
    return aws::dynamodb::from_json<typename Operation::Output>(aws::json::to_json(*answer));
  }

  static aws::dynamodb::CreateTableInput table_input(std::string name, std::string partition_type,
                                                     std::string sort_type = "") {
    aws::dynamodb::CreateTableInput input;
    input.TableName = std::move(name);
    input.BillingMode = "PAY_PER_REQUEST";
    input.KeySchema.emplace().push_back({.AttributeName = "p", .KeyType = "HASH"});
    input.AttributeDefinitions.emplace().push_back(
        {.AttributeName = "p", .AttributeType = std::move(partition_type)});
    if (!sort_type.empty()) {
      input.KeySchema->push_back({"s", "RANGE"});
      input.AttributeDefinitions->push_back({"s", std::move(sort_type)});
    }
    return input;
  }

  void create(std::string name, std::string partition_type, std::string sort_type = "") {
    const auto created = run(service.create_table(
        context, table_input(std::move(name), std::move(partition_type), std::move(sort_type))));
    EXPECT_EQ(refusal(created), "");
  }

  static aws::dynamodb::PutItemInput put_input(Item item) {
    aws::dynamodb::PutItemInput input;
    input.TableName = "table";
    input.Item = std::move(item);
    return input;
  }
  static aws::dynamodb::DeleteItemInput delete_input(Item key) {
    aws::dynamodb::DeleteItemInput input;
    input.TableName = "table";
    input.Key = std::move(key);
    return input;
  }
  static aws::dynamodb::GetItemInput get_input(Item key) {
    aws::dynamodb::GetItemInput input;
    input.TableName = "table";
    input.Key = std::move(key);
    return input;
  }

  Result<aws::dynamodb::PutItemOutput> put(aws::dynamodb::PutItemInput input) {
    return run(service.put_item(context, std::move(input)));
  }
  Result<aws::dynamodb::PutItemOutput> put(Item item) { return put(put_input(std::move(item))); }
  Result<aws::dynamodb::DeleteItemOutput> erase(aws::dynamodb::DeleteItemInput input) {
    return run(service.delete_item(context, std::move(input)));
  }
  std::optional<Item> get(aws::dynamodb::GetItemInput input) {
    auto output = received<aws::dynamodb::GetItem>(service.get_item(context, std::move(input)));
    EXPECT_EQ(refusal(output), "");
    return output ? output->Item : std::nullopt;
  }
  std::optional<Item> get(Item key) { return get(get_input(std::move(key))); }
  aws::dynamodb::TableDescription describe(std::string name) {
    auto output = service.describe_table(context, {.TableName = std::move(name)});
    EXPECT_EQ(refusal(output), "");
    return output ? *output->Table : aws::dynamodb::TableDescription();
  }

  std::unique_ptr<store::Store> store =
      store::Store::open({.durability = store::Durability::memory});
  ManualClock clock{aws::Timestamp(std::chrono::milliseconds(1'760'000'000'000))};
  SeededRandom random{1};
  Service service{*store, clock, random};
  RequestContext context;
};

}  // namespace bellwether::cloud::dynamodb
