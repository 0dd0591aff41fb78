#include <algorithm>
#include <utility>

#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/check_table.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::CreateTableInput;
using aws::dynamodb::TableDescription;
namespace values = aws::dynamodb::values;

// What a new on-demand table is ready for at once.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
constexpr std::int64_t kOnDemandWarmReads = 12'000;
constexpr std::int64_t kOnDemandWarmWrites = 4'000;

KeyAttribute key_attribute(const CreateTableInput& input, const std::string& name) {
  const auto definition = std::ranges::find(*input.AttributeDefinitions, name,
                                            &aws::dynamodb::AttributeDefinition::AttributeName);
  return {.name = name, .type = definition->AttributeType.front()};
}

KeySchema key_schema(const CreateTableInput& input,
                     const std::vector<aws::dynamodb::KeySchemaElement>& elements) {
  KeySchema keys;
  keys.partition = key_attribute(input, elements[0].AttributeName);
  if (elements.size() > 1) keys.sort = key_attribute(input, elements[1].AttributeName);
  return keys;
}

void describe_throughput(const CreateTableInput& input, aws::Timestamp now,
                         TableDescription& description) {
  auto& throughput = description.ProvisionedThroughput.emplace();
  throughput.NumberOfDecreasesToday = 0;
  // An on-demand table is described with zero units.
  throughput.ReadCapacityUnits = 0;
  throughput.WriteCapacityUnits = 0;
  auto& warm = description.WarmThroughput.emplace();
  warm.Status = std::string(values::TableStatus::ACTIVE);
  warm.ReadUnitsPerSecond = kOnDemandWarmReads;
  warm.WriteUnitsPerSecond = kOnDemandWarmWrites;
  if (input.ProvisionedThroughput) {
    throughput.ReadCapacityUnits = input.ProvisionedThroughput->ReadCapacityUnits;
    throughput.WriteCapacityUnits = input.ProvisionedThroughput->WriteCapacityUnits;
    warm.ReadUnitsPerSecond = throughput.ReadCapacityUnits;
    warm.WriteUnitsPerSecond = throughput.WriteCapacityUnits;
  } else {
    auto& billing = description.BillingModeSummary.emplace();
    billing.BillingMode = input.BillingMode;
    billing.LastUpdateToPayPerRequestDateTime = now;
  }
  if (input.WarmThroughput) {
    const auto& [reads, writes] = *input.WarmThroughput;
    if (reads) warm.ReadUnitsPerSecond = reads;
    if (writes) warm.WriteUnitsPerSecond = writes;
  }
  description.OnDemandThroughput = input.OnDemandThroughput;
}

void describe_encryption(const CreateTableInput& input, const Scope& scope,
                         TableDescription& description) {
  // Without it AWS encrypts with a key of its own, and does not describe that.
  if (!input.SSESpecification || !input.SSESpecification->Enabled.value_or(false)) return;
  auto& encryption = description.SSEDescription.emplace();
  encryption.Status = std::string(values::SSEStatus::ENABLED);
  encryption.SSEType = std::string(values::SSEType::KMS);
  const std::string key = input.SSESpecification->KMSMasterKeyId.value_or("alias/aws/dynamodb");
  encryption.KMSMasterKeyArn = key.starts_with("arn:")
                                   ? key
                                   : "arn:aws:kms:" + scope.region + ":" + scope.account + ":" +
                                         (key.starts_with("alias/") ? "" : "key/") + key;
}

TableDefinition define(const CreateTableInput& input, const Scope& scope, aws::Timestamp now,
                       Random& random) {
  TableDefinition definition;
  definition.table.keys = key_schema(input, *input.KeySchema);
  definition.tags = input.Tags.value_or(std::vector<aws::dynamodb::Tag>());

  auto& description = definition.description;
  description.AttributeDefinitions = input.AttributeDefinitions;
  description.KeySchema = input.KeySchema;
  description.TableName = input.TableName;
  description.TableArn = table_arn(scope, input.TableName);
  description.TableId = random.uuid();
  description.CreationDateTime = now;
  description.DeletionProtectionEnabled = input.DeletionProtectionEnabled.value_or(false);
  if (input.TableClass) description.TableClassSummary.emplace().TableClass = input.TableClass;
  describe_throughput(input, now, description);
  describe_encryption(input, scope, description);
  return definition;
}

// Of the stream that the table is to have.
std::optional<TableStream::View> stream_view(const CreateTableInput& input) {
  if (!input.StreamSpecification || !input.StreamSpecification->StreamEnabled) return std::nullopt;
  return view_of(input.StreamSpecification->StreamViewType.value());
}

}  // namespace

Task<Result<aws::dynamodb::CreateTableOutput>> Service::create_table(const RequestContext& context,
                                                                     CreateTableInput input) {
  const Scope& scope = context.scope;
  if (input.TableName.starts_with("arn:")) input.TableName = table_name(scope, input.TableName);
  if (auto error = check_table(input)) co_return aws::fail(*error);
  const aws::Timestamp now = clock_.now();
  TableDefinition definition = define(input, scope, now, random_);
  auto body =
      [scope, now, view = stream_view(input), definition = std::move(definition)](
          store::Transaction& transaction) mutable -> Result<aws::dynamodb::CreateTableOutput> {
    const std::string& name = *definition.description.TableName;
    const auto key = keys::table(scope, name);
    if (transaction.get(key)) {
      return aws::fail(
          aws::dynamodb::errors::ResourceInUseException("Table already exists: " + name));
    }
    definition.table.number = take_number(transaction, scope);
    if (view) open_stream(transaction, scope, definition, *view, now);
    transaction.put(key, encode_table(definition));
    auto description = describe(transaction, scope, definition);
    description.TableStatus = std::string(values::TableStatus::CREATING);
    return aws::dynamodb::CreateTableOutput{.TableDescription = std::move(description)};
  };
  co_return co_await store_.write(std::move(body));
}

}  // namespace bellwether::cloud::dynamodb
