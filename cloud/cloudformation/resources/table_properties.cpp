#include "cloud/cloudformation/resources/table_properties.h"

#include <string>
#include <utility>
#include <vector>

#include "cloud/cloudformation/resources/convert.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace dynamodb = aws::dynamodb;

// An object-valued property, if it is there: read(part) answers what it is.
template <class T, class Read>
std::optional<T> read_object(Reader& properties, std::string_view name, Read read) {
  if (!properties.has(name)) return std::nullopt;
  Reader part = properties.object(name);
  T result = read(part);
  properties.absorb(part);
  return result;
}

std::vector<dynamodb::AttributeDefinition> read_attributes(Reader& properties) {
  std::vector<dynamodb::AttributeDefinition> all;
  for (Reader& item : properties.list("AttributeDefinitions")) {
    item.allow_only({"AttributeName", "AttributeType"});
    all.push_back({.AttributeName = item.required_text("AttributeName"),
                   .AttributeType = item.required_text("AttributeType")});
    properties.absorb(item);
  }
  return all;
}

std::vector<dynamodb::KeySchemaElement> read_key(Reader& properties) {
  std::vector<dynamodb::KeySchemaElement> all;
  for (Reader& item : properties.list("KeySchema")) {
    item.allow_only({"AttributeName", "KeyType"});
    all.push_back({.AttributeName = item.required_text("AttributeName"),
                   .KeyType = item.required_text("KeyType")});
    properties.absorb(item);
  }
  return all;
}

dynamodb::Projection read_projection(Reader& properties) {
  Reader part = properties.object("Projection");
  part.allow_only({"ProjectionType", "NonKeyAttributes"});
  dynamodb::Projection projection{.ProjectionType = part.text("ProjectionType"),
                                  .NonKeyAttributes = part.texts("NonKeyAttributes")};
  properties.absorb(part);
  return projection;
}

std::optional<dynamodb::ProvisionedThroughput> read_throughput(Reader& properties) {
  return read_object<dynamodb::ProvisionedThroughput>(
      properties, "ProvisionedThroughput", [](Reader& part) {
        part.allow_only({"ReadCapacityUnits", "WriteCapacityUnits"});
        return dynamodb::ProvisionedThroughput{
            .ReadCapacityUnits = part.long_integer("ReadCapacityUnits").value_or(0),
            .WriteCapacityUnits = part.long_integer("WriteCapacityUnits").value_or(0)};
      });
}

std::optional<dynamodb::OnDemandThroughput> read_on_demand(Reader& properties) {
  return read_object<dynamodb::OnDemandThroughput>(
      properties, "OnDemandThroughput", [](Reader& part) {
        part.allow_only({"MaxReadRequestUnits", "MaxWriteRequestUnits"});
        return dynamodb::OnDemandThroughput{
            .MaxReadRequestUnits = part.long_integer("MaxReadRequestUnits"),
            .MaxWriteRequestUnits = part.long_integer("MaxWriteRequestUnits")};
      });
}

std::optional<dynamodb::WarmThroughput> read_warm(Reader& properties) {
  return read_object<dynamodb::WarmThroughput>(properties, "WarmThroughput", [](Reader& part) {
    part.allow_only({"ReadUnitsPerSecond", "WriteUnitsPerSecond"});
    return dynamodb::WarmThroughput{
        .ReadUnitsPerSecond = part.long_integer("ReadUnitsPerSecond"),
        .WriteUnitsPerSecond = part.long_integer("WriteUnitsPerSecond")};
  });
}

std::optional<std::vector<dynamodb::LocalSecondaryIndex>> read_locals(Reader& properties) {
  if (!properties.has("LocalSecondaryIndexes")) return std::nullopt;
  std::vector<dynamodb::LocalSecondaryIndex> all;
  for (Reader& item : properties.list("LocalSecondaryIndexes")) {
    item.allow_only({"IndexName", "KeySchema", "Projection"});
    all.push_back({.IndexName = item.required_text("IndexName"),
                   .KeySchema = read_key(item),
                   .Projection = read_projection(item)});
    properties.absorb(item);
  }
  return all;
}

std::optional<std::vector<dynamodb::GlobalSecondaryIndex>> read_globals(Reader& properties) {
  if (!properties.has("GlobalSecondaryIndexes")) return std::nullopt;
  std::vector<dynamodb::GlobalSecondaryIndex> all;
  for (Reader& item : properties.list("GlobalSecondaryIndexes")) {
    item.allow_only({"IndexName", "KeySchema", "Projection", "ProvisionedThroughput",
                     "OnDemandThroughput", "WarmThroughput"});
    all.push_back({.IndexName = item.required_text("IndexName"),
                   .KeySchema = read_key(item),
                   .Projection = read_projection(item),
                   .ProvisionedThroughput = read_throughput(item),
                   .OnDemandThroughput = read_on_demand(item),
                   .WarmThroughput = read_warm(item)});
    properties.absorb(item);
  }
  return all;
}

// A template that has a stream has it enabled.
std::optional<dynamodb::StreamSpecification> read_stream(Reader& properties) {
  return read_object<dynamodb::StreamSpecification>(
      properties, "StreamSpecification", [](Reader& part) {
        part.allow_only({"StreamViewType"});
        return dynamodb::StreamSpecification{
            .StreamEnabled = true, .StreamViewType = part.required_text("StreamViewType")};
      });
}

std::optional<dynamodb::SSESpecification> read_encryption(Reader& properties) {
  return read_object<dynamodb::SSESpecification>(properties, "SSESpecification", [](Reader& part) {
    part.allow_only({"SSEEnabled", "SSEType", "KMSMasterKeyId"});
    return dynamodb::SSESpecification{.Enabled = part.boolean("SSEEnabled"),
                                      .SSEType = part.text("SSEType"),
                                      .KMSMasterKeyId = part.text("KMSMasterKeyId")};
  });
}

std::optional<dynamodb::TimeToLiveSpecification> read_time_to_live(Reader& properties) {
  return read_object<dynamodb::TimeToLiveSpecification>(
      properties, "TimeToLiveSpecification", [](Reader& part) {
        part.allow_only({"AttributeName", "Enabled"});
        return dynamodb::TimeToLiveSpecification{
            .Enabled = part.boolean("Enabled").value_or(false),
            .AttributeName = part.text("AttributeName").value_or("")};
      });
}

std::optional<dynamodb::PointInTimeRecoverySpecification> read_recovery(Reader& properties) {
  return read_object<dynamodb::PointInTimeRecoverySpecification>(
      properties, "PointInTimeRecoverySpecification", [](Reader& part) {
        part.allow_only({"PointInTimeRecoveryEnabled", "RecoveryPeriodInDays"});
        return dynamodb::PointInTimeRecoverySpecification{
            .PointInTimeRecoveryEnabled =
                part.boolean("PointInTimeRecoveryEnabled").value_or(false),
            .RecoveryPeriodInDays = part.integer("RecoveryPeriodInDays")};
      });
}

std::optional<std::vector<dynamodb::Tag>> read_tags(Reader& properties) {
  const auto tags = properties.tags("Tags");
  if (!tags) return std::nullopt;
  std::vector<dynamodb::Tag> all;
  for (const auto& [key, value] : *tags) all.push_back({.Key = key, .Value = value});
  return all;
}

}  // namespace

Result<TableProperties> read_table(std::string_view logical_id, const Value& value) {
  Reader properties(logical_id, value);
  TableProperties read{
      .table = {.AttributeDefinitions = read_attributes(properties),
                .TableName = properties.text("TableName").value_or(""),
                .KeySchema = read_key(properties),
                .LocalSecondaryIndexes = read_locals(properties),
                .GlobalSecondaryIndexes = read_globals(properties),
                .BillingMode = properties.text("BillingMode"),
                .ProvisionedThroughput = read_throughput(properties),
                .StreamSpecification = read_stream(properties),
                .SSESpecification = read_encryption(properties),
                .Tags = read_tags(properties),
                .TableClass = properties.text("TableClass"),
                .DeletionProtectionEnabled = properties.boolean("DeletionProtectionEnabled"),
                .WarmThroughput = read_warm(properties),
                .OnDemandThroughput = read_on_demand(properties)},
      .time_to_live = read_time_to_live(properties),
      .recovery = read_recovery(properties),
  };
  if (properties.error()) return std::unexpected(*properties.error());
  return read;
}

}  // namespace bellwether::cloud::cloudformation
