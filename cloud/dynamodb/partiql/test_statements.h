// A DynamoDB that is asked in PartiQL, for tests.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cloud/dynamodb/test_cloud.h"

namespace bellwether::cloud::dynamodb {

class PartiqlTest : public DynamoDbTest {
 protected:
  using Output = aws::dynamodb::ExecuteStatementOutput;

  Result<Output> request(aws::dynamodb::ExecuteStatementInput input) {
    return run(service.execute_statement(context, std::move(input)));
  }
  Result<Output> execute(std::string statement,
                         std::optional<std::vector<AttributeValue>> parameters = {}) {
    return request({.Statement = std::move(statement), .Parameters = std::move(parameters)});
  }
  std::string refused(std::string statement,
                      std::optional<std::vector<AttributeValue>> parameters = {}) {
    return refusal(execute(std::move(statement), std::move(parameters)));
  }
  std::vector<Item> items(std::string statement,
                          std::optional<std::vector<AttributeValue>> parameters = {}) {
    auto output = execute(std::move(statement), std::move(parameters));
    EXPECT_EQ(refusal(output), "");
    return output ? *output->Items : std::vector<Item>();
  }
  // One attribute of each item, which they all have.
  std::vector<std::string> texts(std::string statement, const std::string& attribute) {
    std::vector<std::string> found;
    for (const Item& item : items(std::move(statement))) found.push_back(*item.at(attribute).S());
    return found;
  }
};

}  // namespace bellwether::cloud::dynamodb
