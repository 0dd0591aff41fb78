// Short ways to ask for secondary indexes, for tests.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

inline std::vector<aws::dynamodb::KeySchemaElement> key_elements(std::string partition,
                                                                 std::string sort = "") {
  std::vector<aws::dynamodb::KeySchemaElement> keys;
  keys.push_back({.AttributeName = std::move(partition), .KeyType = "HASH"});
  if (!sort.empty()) keys.push_back({.AttributeName = std::move(sort), .KeyType = "RANGE"});
  return keys;
}

inline aws::dynamodb::Projection projection(std::string type,
                                            std::vector<std::string> included = {}) {
  aws::dynamodb::Projection projection;
  projection.ProjectionType = std::move(type);
  if (!included.empty()) projection.NonKeyAttributes = std::move(included);
  return projection;
}

inline aws::dynamodb::GlobalSecondaryIndex global_index(std::string name, std::string partition,
                                                        std::string sort = "") {
  aws::dynamodb::GlobalSecondaryIndex index;
  index.IndexName = std::move(name);
  index.KeySchema = key_elements(std::move(partition), std::move(sort));
  index.Projection = projection("ALL");
  return index;
}

inline aws::dynamodb::LocalSecondaryIndex local_index(std::string name, std::string partition,
                                                      std::string sort) {
  aws::dynamodb::LocalSecondaryIndex index;
  index.IndexName = std::move(name);
  index.KeySchema = key_elements(std::move(partition), std::move(sort));
  index.Projection = projection("ALL");
  return index;
}

// An UpdateTable that creates an on-demand index over one string attribute.
inline aws::dynamodb::UpdateTableInput create_index_input(std::string table, std::string index,
                                                          std::string attribute) {
  aws::dynamodb::UpdateTableInput input;
  input.TableName = std::move(table);
  input.AttributeDefinitions.emplace().push_back(
      {.AttributeName = attribute, .AttributeType = "S"});
  auto& create = input.GlobalSecondaryIndexUpdates.emplace().emplace_back().Create.emplace();
  create.IndexName = std::move(index);
  create.KeySchema = key_elements(std::move(attribute));
  create.Projection = projection("ALL");
  return input;
}

inline aws::dynamodb::UpdateTableInput delete_index_input(std::string table, std::string index) {
  aws::dynamodb::UpdateTableInput input;
  input.TableName = std::move(table);
  input.GlobalSecondaryIndexUpdates.emplace().emplace_back().Delete.emplace().IndexName =
      std::move(index);
  return input;
}

}  // namespace bellwether::cloud::dynamodb
