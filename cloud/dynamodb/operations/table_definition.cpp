#include "cloud/dynamodb/operations/table_definition.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cloud/dynamodb/operations/check_throughput.h"
#include "cloud/dynamodb/throughput.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::AttributeDefinition;
using aws::dynamodb::CreateTableInput;
using aws::dynamodb::TableDescription;
namespace values = aws::dynamodb::values;

KeyAttribute key_attribute(const std::string& name, const AttributeDefinitions& definitions) {
  const auto definition = std::ranges::find(definitions, name, &AttributeDefinition::AttributeName);
  return {.name = name, .type = definition->AttributeType.front()};
}

// Described alike of a table and of an index.
template <class Warm>
Warm describe_warm(const std::optional<aws::dynamodb::ProvisionedThroughput>& provisioned,
                   const std::optional<aws::dynamodb::WarmThroughput>& wanted) {
  Warm warm;
  warm.Status = std::string(values::TableStatus::ACTIVE);
  warm.ReadUnitsPerSecond = provisioned ? provisioned->ReadCapacityUnits : kOnDemandWarmReads;
  warm.WriteUnitsPerSecond = provisioned ? provisioned->WriteCapacityUnits : kOnDemandWarmWrites;
  if (wanted && wanted->ReadUnitsPerSecond) warm.ReadUnitsPerSecond = wanted->ReadUnitsPerSecond;
  if (wanted && wanted->WriteUnitsPerSecond) {
    warm.WriteUnitsPerSecond = wanted->WriteUnitsPerSecond;
  }
  return warm;
}

template <class Request>
Index make_index(const TableDefinition& definition, const Request& request, Index::Kind kind,
                 std::uint64_t number) {
  namespace types = values::ProjectionType;
  Index index;
  index.number = number;
  index.name = request.IndexName;
  index.kind = kind;
  index.keys = key_schema(request.KeySchema, *definition.description.AttributeDefinitions);
  const auto& type = request.Projection.ProjectionType;
  index.projects = type == types::ALL         ? Index::Projects::all
                   : type == types::KEYS_ONLY ? Index::Projects::keys_only
                                              : Index::Projects::include;
  if (request.Projection.NonKeyAttributes) index.included = *request.Projection.NonKeyAttributes;
  return index;
}

template <class Description, class Request>
Description describe_index(const TableDescription& table, const Request& request) {
  Description described;
  described.IndexName = request.IndexName;
  described.KeySchema = request.KeySchema;
  described.Projection = request.Projection;
  described.IndexArn = *table.TableArn + "/index/" + request.IndexName;
  return described;
}

bool is_used(const TableDefinition& definition, const std::string& attribute) {
  return definition.table.keys.has(attribute) ||
         std::ranges::any_of(definition.table.indexes,
                             [&](const Index& index) { return index.keys.has(attribute); });
}

}  // namespace

KeySchema key_schema(const KeyElements& elements, const AttributeDefinitions& definitions) {
  KeySchema keys;
  keys.partition = key_attribute(elements[0].AttributeName, definitions);
  if (elements.size() > 1) keys.sort = key_attribute(elements[1].AttributeName, definitions);
  return keys;
}

TableDefinition define_table(const CreateTableInput& input, const Scope& scope, aws::Timestamp now,
                             Random& random) {
  TableDefinition definition;
  definition.table.keys = key_schema(*input.KeySchema, *input.AttributeDefinitions);
  if (input.Tags) definition.tags = *input.Tags;
  if (input.ResourcePolicy) set_policy(definition, *input.ResourcePolicy, now);

  auto& description = definition.description;
  description.AttributeDefinitions = input.AttributeDefinitions;
  description.KeySchema = input.KeySchema;
  description.TableName = input.TableName;
  description.TableArn = table_arn(scope, input.TableName);
  description.TableId = random.uuid();
  description.CreationDateTime = now;
  description.DeletionProtectionEnabled = input.DeletionProtectionEnabled.value_or(false);
  if (input.TableClass) description.TableClassSummary.emplace().TableClass = input.TableClass;
  description.ProvisionedThroughput = provision(input.ProvisionedThroughput);
  description.WarmThroughput = describe_warm<aws::dynamodb::TableWarmThroughputDescription>(
      input.ProvisionedThroughput, input.WarmThroughput);
  description.OnDemandThroughput = input.OnDemandThroughput;
  if (!input.ProvisionedThroughput) {
    auto& billing = description.BillingModeSummary.emplace();
    billing.BillingMode = input.BillingMode;
    billing.LastUpdateToPayPerRequestDateTime = now;
  }
  description.SSEDescription = describe_encryption(input.SSESpecification, scope);
  return definition;
}

void add_index(TableDefinition& definition, const aws::dynamodb::LocalSecondaryIndex& index,
               std::uint64_t number) {
  auto& table = definition.table;
  table.indexes.push_back(make_index(definition, index, Index::Kind::local, number));
  auto& described = definition.description.LocalSecondaryIndexes;
  if (!described) described.emplace();
  described->push_back(
      describe_index<aws::dynamodb::LocalSecondaryIndexDescription>(definition.description, index));
}

Index& add_index(TableDefinition& definition, const aws::dynamodb::GlobalSecondaryIndex& index,
                 std::uint64_t number) {
  auto& table = definition.table;
  table.indexes.push_back(make_index(definition, index, Index::Kind::global, number));
  auto& all = definition.description.GlobalSecondaryIndexes;
  if (!all) all.emplace();
  auto described =
      describe_index<aws::dynamodb::GlobalSecondaryIndexDescription>(definition.description, index);
  described.ProvisionedThroughput = provision(index.ProvisionedThroughput);
  described.OnDemandThroughput = index.OnDemandThroughput;
  described.WarmThroughput =
      describe_warm<aws::dynamodb::GlobalSecondaryIndexWarmThroughputDescription>(
          index.ProvisionedThroughput, index.WarmThroughput);
  all->push_back(std::move(described));
  return table.indexes.back();
}

void remove_index(TableDefinition& definition, const std::string& name) {
  std::erase_if(definition.table.indexes, [&](const Index& index) { return index.name == name; });
  auto& description = definition.description;
  std::erase_if(*description.GlobalSecondaryIndexes,
                [&](const auto& index) { return index.IndexName == name; });
  if (description.GlobalSecondaryIndexes->empty()) description.GlobalSecondaryIndexes.reset();
  std::erase_if(*description.AttributeDefinitions, [&](const AttributeDefinition& attribute) {
    return !is_used(definition, attribute.AttributeName);
  });
}

std::optional<aws::dynamodb::SSEDescription> describe_encryption(
    const std::optional<aws::dynamodb::SSESpecification>& encryption, const Scope& scope) {
  // Without it AWS encrypts with a key of its own, and does not describe that.
  if (!encryption || !encryption->Enabled.value_or(false)) return std::nullopt;
  aws::dynamodb::SSEDescription described;
  described.Status = std::string(values::SSEStatus::ENABLED);
  described.SSEType = std::string(values::SSEType::KMS);
  const std::string key = encryption->KMSMasterKeyId.value_or("alias/aws/dynamodb");
  described.KMSMasterKeyArn = key.starts_with("arn:")
                                  ? key
                                  : "arn:aws:kms:" + scope.region + ":" + scope.account + ":" +
                                        (key.starts_with("alias/") ? "" : "key/") + key;
  return described;
}

void set_policy(TableDefinition& definition, const std::string& policy, aws::Timestamp now) {
  if (definition.policy && definition.policy->Policy == policy) return;
  auto milliseconds = now.time_since_epoch().count();
  // Two changes within a millisecond are two revisions.
  if (definition.policy) {
    milliseconds = std::max<decltype(milliseconds)>(
        milliseconds, std::stoll(definition.policy->RevisionId.value()) + 1);
  }
  definition.policy = {.Policy = policy, .RevisionId = std::to_string(milliseconds)};
}

}  // namespace bellwether::cloud::dynamodb
