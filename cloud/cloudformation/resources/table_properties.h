// The properties of AWS::DynamoDB::Table as the requests that make one.
#pragma once

#include <optional>
#include <string_view>

#include "aws/dynamodb/model.h"
#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation {

struct TableProperties {
  // TableName is empty where the template has none.
  aws::dynamodb::CreateTableInput table;
  // What CreateTable does not take.
  std::optional<aws::dynamodb::TimeToLiveSpecification> time_to_live;
  std::optional<aws::dynamodb::PointInTimeRecoverySpecification> recovery;
};

Result<TableProperties> read_table(std::string_view logical_id, const Value& properties);

}  // namespace bellwether::cloud::cloudformation
