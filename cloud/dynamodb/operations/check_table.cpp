#include "cloud/dynamodb/operations/check_table.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::AttributeDefinition;
using aws::dynamodb::CreateTableInput;
using aws::dynamodb::KeySchemaElement;
using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;
namespace values = aws::dynamodb::values;

constexpr std::size_t kMinNameLength = 3;
constexpr std::size_t kMaxNameLength = 255;
constexpr std::int64_t kMaxThroughput = 1'000'000'000'000;

aws::Error invalid(const std::string& what) {
  return ValidationException("One or more parameter values were invalid: " + what);
}

Refusal check_supported(const CreateTableInput& input) {
  const std::pair<bool, std::string_view> unsupported[] = {
      {input.LocalSecondaryIndexes.has_value(), "LocalSecondaryIndexes"},
      {input.GlobalSecondaryIndexes.has_value(), "GlobalSecondaryIndexes"},
      {input.ResourcePolicy.has_value(), "ResourcePolicy"},
      {input.GlobalTableSourceArn.has_value(), "GlobalTableSourceArn"},
      {input.GlobalTableSettingsReplicationMode.has_value(), "GlobalTableSettingsReplicationMode"}};
  for (const auto& [given, name] : unsupported) {
    if (given) {
      return ValidationException("CreateTable's parameter " + std::string(name) +
                                 " is not supported by Bellwether yet");
    }
  }
  return std::nullopt;
}

Refusal check_name(const std::string& name) {
  if (name.size() < kMinNameLength || name.size() > kMaxNameLength) {
    return ValidationException(
        "TableName must be at least 3 characters long and at most 255 characters long");
  }
  const bool well_formed = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
  if (well_formed) return std::nullopt;
  return ValidationException(
      "1 validation error detected: Value '" + name +
      "' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression "
      "pattern: [a-zA-Z0-9_.-]+");
}

Refusal check_throughput(const CreateTableInput& input) {
  const bool on_demand = input.BillingMode == values::BillingMode::PAY_PER_REQUEST;
  if (!input.ProvisionedThroughput) {
    if (on_demand) return std::nullopt;
    return input.BillingMode
               ? invalid(
                     "ReadCapacityUnits and WriteCapacityUnits must both be specified when "
                     "BillingMode is PROVISIONED")
               : invalid("No provisioned throughput specified for the table");
  }
  if (on_demand) {
    return invalid(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  const auto out_of_bounds = [](std::int64_t units, std::string_view name) {
    return ValidationException("Given value " + std::to_string(units) + " for " +
                               std::string(name) + " is out of bounds");
  };
  const auto& [read, write] = *input.ProvisionedThroughput;
  if (read > kMaxThroughput) return out_of_bounds(read, "ReadCapacityUnits");
  if (write > kMaxThroughput) return out_of_bounds(write, "WriteCapacityUnits");
  if (input.OnDemandThroughput) {
    return invalid("OnDemandThroughput can be specified only when BillingMode is PAY_PER_REQUEST");
  }
  return std::nullopt;
}

template <class T>
std::string names_of(const std::vector<T>& elements) {
  std::string names;
  for (const auto& element : elements) {
    if (!names.empty()) names += ", ";
    names += element.AttributeName;
  }
  return "[" + names + "]";
}

Refusal check_keys(const std::vector<KeySchemaElement>& keys,
                   const std::vector<AttributeDefinition>& definitions) {
  const auto is_defined = [&](const KeySchemaElement& key) {
    return std::ranges::count(definitions, key.AttributeName, &AttributeDefinition::AttributeName) >
           0;
  };
  if (!std::ranges::all_of(keys, is_defined)) {
    if (keys.size() > 1) {
      return ValidationException("Invalid KeySchema: Some index key attribute have no definition");
    }
    return invalid("Some index key attributes are not defined in AttributeDefinitions. Keys: " +
                   names_of(keys) + ", AttributeDefinitions: " + names_of(definitions));
  }
  if (keys.size() > 1 && keys[0].AttributeName == keys[1].AttributeName) {
    return ValidationException(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (keys[0].KeyType != values::KeyType::HASH) {
    return ValidationException(
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (keys.size() > 1 && keys[1].KeyType != values::KeyType::RANGE) {
    return ValidationException(
        "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  if (keys.size() != definitions.size()) {
    return invalid(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  return std::nullopt;
}

Refusal check_stream(const CreateTableInput& input) {
  if (!input.StreamSpecification) return std::nullopt;
  const auto& [enabled, view] = *input.StreamSpecification;
  if (enabled && !view) {
    return invalid("StreamViewType is required when StreamEnabled is true");
  }
  if (!enabled && view) {
    return invalid("StreamViewType can be specified only when StreamEnabled is true");
  }
  return std::nullopt;
}

}  // namespace

std::optional<aws::Error> check_table(const CreateTableInput& input) {
  if (auto refusal = check_supported(input)) return refusal;
  if (auto refusal = check_name(input.TableName)) return refusal;
  for (const auto& [given, member] :
       {std::pair(input.AttributeDefinitions.has_value(), std::string_view("attributeDefinitions")),
        std::pair(input.KeySchema.has_value(), std::string_view("keySchema"))}) {
    if (!given) {
      return ValidationException("1 validation error detected: Value null at '" +
                                 std::string(member) +
                                 "' failed to satisfy constraint: Member must not be null");
    }
  }
  if (auto refusal = check_throughput(input)) return refusal;
  if (auto refusal = check_keys(*input.KeySchema, *input.AttributeDefinitions)) return refusal;
  return check_stream(input);
}

}  // namespace bellwether::cloud::dynamodb
