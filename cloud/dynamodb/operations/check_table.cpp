#include "cloud/dynamodb/operations/check_table.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "cloud/dynamodb/operations/check_index.h"
#include "cloud/dynamodb/operations/check_settings.h"
#include "cloud/dynamodb/operations/check_tags.h"
#include "cloud/dynamodb/operations/check_throughput.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::CreateTableInput;
using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;
namespace values = aws::dynamodb::values;

Refusal check_supported(const CreateTableInput& input) {
  const std::pair<bool, std::string_view> unsupported[] = {
      {input.GlobalTableSourceArn.has_value(), "GlobalTableSourceArn"},
      {input.GlobalTableSettingsReplicationMode.has_value(), "GlobalTableSettingsReplicationMode"}};
  for (const auto& [given, name] : unsupported) {
    if (given) {
      return ValidationException("CreateTable's parameter " + std::string(name) +
                                 " is not supported by Bellwether, which has no global tables");
    }
  }
  return std::nullopt;
}

Refusal check_given(const CreateTableInput& input) {
  for (const auto& [given, member] :
       {std::pair(input.AttributeDefinitions.has_value(), std::string_view("attributeDefinitions")),
        std::pair(input.KeySchema.has_value(), std::string_view("keySchema"))}) {
    if (!given) {
      return ValidationException("1 validation error detected: Value null at '" +
                                 std::string(member) +
                                 "' failed to satisfy constraint: Member must not be null");
    }
  }
  return std::nullopt;
}

Refusal check_throughput(const CreateTableInput& input) {
  const bool is_on_demand = input.BillingMode == values::BillingMode::PAY_PER_REQUEST;
  if (is_on_demand && input.ProvisionedThroughput) {
    return invalid_parameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  if (!is_on_demand && !input.ProvisionedThroughput) {
    return invalid_parameter(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
        "PROVISIONED");
  }
  if (auto refusal = check_bounds(input.ProvisionedThroughput)) return refusal;
  if (auto refusal = check_on_demand(input.OnDemandThroughput, is_on_demand, {})) return refusal;
  return check_warm(input.WarmThroughput, input.ProvisionedThroughput, {});
}

Refusal check_table_keys(const CreateTableInput& input) {
  const AttributeDefinitions& definitions = *input.AttributeDefinitions;
  std::set<std::string_view> defined;
  for (const auto& definition : definitions) {
    if (!defined.insert(definition.AttributeName).second) {
      return ValidationException("Attribute Name is duplicated: " + definition.AttributeName);
    }
  }
  const KeyElements& keys = *input.KeySchema;
  if (auto refusal = check_keys_defined(keys, definitions)) {
    if (keys.size() == 1) return refusal;
    return ValidationException("Invalid KeySchema: Some index key attribute have no definition");
  }
  return check_key_elements(keys);
}

Refusal check_stream(const CreateTableInput& input) {
  if (!input.StreamSpecification) return std::nullopt;
  const auto& [enabled, view] = *input.StreamSpecification;
  if (enabled && !view) {
    return invalid_parameter(
        "Table is being created with a stream enabled, UpdateViewType is required");
  }
  if (!enabled && view) {
    return invalid_parameter(
        "Table is being created with a stream disabled, UpdateViewType should not be specified");
  }
  return std::nullopt;
}

}  // namespace

std::optional<aws::Error> check_table(const CreateTableInput& input) {
  if (auto refusal = check_supported(input)) return refusal;
  if (auto refusal = check_table_name(input.TableName)) return refusal;
  if (auto refusal = check_given(input)) return refusal;
  if (auto refusal = check_throughput(input)) return refusal;
  if (auto refusal = check_table_keys(input)) return refusal;
  if (auto refusal = check_indexes(input)) return refusal;
  if (auto refusal = check_stream(input)) return refusal;
  if (auto refusal = check_encryption(input.SSESpecification)) return refusal;
  if (input.Tags) {
    if (auto refusal = check_tags(*input.Tags)) return refusal;
  }
  return input.ResourcePolicy ? check_policy(*input.ResourcePolicy) : std::nullopt;
}

}  // namespace bellwether::cloud::dynamodb
