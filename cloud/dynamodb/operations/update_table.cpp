#include <algorithm>
#include <string>
#include <utility>

#include "cloud/dynamodb/background/job.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/check_state.h"
#include "cloud/dynamodb/operations/check_throughput.h"
#include "cloud/dynamodb/operations/check_update.h"
#include "cloud/dynamodb/operations/table_definition.h"
#include "cloud/dynamodb/operations/update_indexes.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/streams/stream.h"
#include "cloud/dynamodb/table.h"
#include "cloud/dynamodb/throughput.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::TableDescription;
using aws::dynamodb::UpdateTableInput;
using aws::dynamodb::UpdateTableOutput;
using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;
namespace values = aws::dynamodb::values;

Refusal check_throughput(const TableDefinition& definition, const UpdateTableInput& input,
                         bool on_demand, aws::Timestamp now) {
  const auto& description = definition.description;
  if (on_demand && input.ProvisionedThroughput) {
    return invalid_parameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  if (auto refusal = check_on_demand(input.OnDemandThroughput, on_demand, {}, true)) {
    return refusal;
  }
  if (input.WarmThroughput) {
    const auto& warm = *description.WarmThroughput;
    if (auto refusal = check_warmer(*input.WarmThroughput, *warm.ReadUnitsPerSecond,
                                    *warm.WriteUnitsPerSecond, {})) {
      return refusal;
    }
  }
  if (!input.ProvisionedThroughput || is_on_demand(definition)) return std::nullopt;
  return check_change(*description.ProvisionedThroughput, *input.ProvisionedThroughput, "the table",
                      now);
}

Refusal check_stream(const TableDefinition& definition, const UpdateTableInput& input) {
  if (!input.StreamSpecification) return std::nullopt;
  const std::string& name = *definition.description.TableName;
  if (input.StreamSpecification->StreamEnabled) {
    if (!definition.table.stream) return std::nullopt;
    return ValidationException("Table already has an enabled stream: TableName: " + name);
  }
  if (definition.table.stream) return std::nullopt;
  return ValidationException("Table has no stream to disable: TableName: " + name);
}

Refusal check_encryption(const TableDefinition& definition, const UpdateTableInput& input) {
  if (!input.SSESpecification) return std::nullopt;
  const auto& described = definition.description.SSEDescription;
  if (!input.SSESpecification->Enabled.value_or(false)) {
    if (described) return std::nullopt;
    return invalid_parameter("Table is already encrypted by default");
  }
  const auto& key = input.SSESpecification->KMSMasterKeyId;
  if (!described || !key || *key != described->KMSMasterKeyArn) return std::nullopt;
  return invalid_parameter(
      "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you "
      "want to change Master Key");
}

// The table becomes on-demand, and all its indexes.
void switch_to_on_demand(TableDescription& description, aws::Timestamp now) {
  auto& billing = description.BillingModeSummary.emplace();
  billing.BillingMode = std::string(values::BillingMode::PAY_PER_REQUEST);
  billing.LastUpdateToPayPerRequestDateTime = now;
  const auto switch_one = [](auto& described) {
    described.ProvisionedThroughput->ReadCapacityUnits = 0;
    described.ProvisionedThroughput->WriteCapacityUnits = 0;
    auto& warm = *described.WarmThroughput;
    warm.ReadUnitsPerSecond = std::max(*warm.ReadUnitsPerSecond, kOnDemandWarmReads);
    warm.WriteUnitsPerSecond = std::max(*warm.WriteUnitsPerSecond, kOnDemandWarmWrites);
  };
  switch_one(description);
  if (!description.GlobalSecondaryIndexes) return;
  for (auto& index : *description.GlobalSecondaryIndexes) switch_one(index);
}

// Limits of what is used on demand go with it.
void switch_to_provisioned(TableDescription& description) {
  description.BillingModeSummary->BillingMode = std::string(values::BillingMode::PROVISIONED);
  description.OnDemandThroughput.reset();
  if (!description.GlobalSecondaryIndexes) return;
  for (auto& index : *description.GlobalSecondaryIndexes) index.OnDemandThroughput.reset();
}

void update_throughput(TableDefinition& definition, const UpdateTableInput& input, bool on_demand,
                       aws::Timestamp now) {
  auto& description = definition.description;
  const bool was_on_demand = is_on_demand(definition);
  if (on_demand && !was_on_demand) switch_to_on_demand(description, now);
  if (!on_demand && was_on_demand) switch_to_provisioned(description);
  auto& warm = *description.WarmThroughput;
  if (input.ProvisionedThroughput) {
    const auto& [reads, writes] = *input.ProvisionedThroughput;
    change(*description.ProvisionedThroughput, *input.ProvisionedThroughput, now);
    warm.ReadUnitsPerSecond = std::max(reads, *warm.ReadUnitsPerSecond);
    warm.WriteUnitsPerSecond = std::max(writes, *warm.WriteUnitsPerSecond);
  }
  if (input.OnDemandThroughput) {
    update_limits(description.OnDemandThroughput, *input.OnDemandThroughput);
  }
  if (input.WarmThroughput) {
    const auto& [reads, writes] = *input.WarmThroughput;
    if (reads) warm.ReadUnitsPerSecond = reads;
    if (writes) warm.WriteUnitsPerSecond = writes;
  }
}

void update_stream(store::Transaction& transaction, const Scope& scope, TableDefinition& definition,
                   const UpdateTableInput& input, aws::Timestamp now) {
  if (!input.StreamSpecification) return;
  if (input.StreamSpecification->StreamEnabled) {
    open_stream(transaction, scope, definition,
                view_of(*input.StreamSpecification->StreamViewType).value(), now);
  } else {
    close_stream(transaction, scope, definition, now);
  }
}

void update_settings(TableDefinition& definition, const UpdateTableInput& input, const Scope& scope,
                     aws::Timestamp now) {
  auto& description = definition.description;
  if (input.DeletionProtectionEnabled) {
    description.DeletionProtectionEnabled = input.DeletionProtectionEnabled;
    // It changes beside anything else.
    if (auto& shown = definition.under_way) {
      shown->DeletionProtectionEnabled = input.DeletionProtectionEnabled;
    }
  }
  if (input.TableClass) {
    auto& summary = description.TableClassSummary.emplace();
    summary.TableClass = input.TableClass;
    summary.LastUpdateDateTime = now;
  }
  if (input.SSESpecification) {
    description.SSEDescription = describe_encryption(input.SSESpecification, scope);
  }
}

// Whether AWS says so by the table's status.
bool updates_table(const UpdateTableInput& input) {
  if (input.ProvisionedThroughput || input.BillingMode || input.StreamSpecification ||
      input.TableClass) {
    return true;
  }
  if (!input.GlobalSecondaryIndexUpdates) return false;
  return std::ranges::any_of(*input.GlobalSecondaryIndexUpdates,
                             [](const auto& update) { return !update.Update; });
}

// Or by that of an index, or of encryption.
bool takes_time(const UpdateTableInput& input) {
  return updates_table(input) || input.GlobalSecondaryIndexUpdates || input.SSESpecification;
}

template <class Description>
auto& find_index(Description& description, const std::string& name) {
  return *std::ranges::find(*description.GlobalSecondaryIndexes, name,
                            &aws::dynamodb::GlobalSecondaryIndexDescription::IndexName);
}

// What AWS says while the change is under way: UPDATING, and throughput and class as they were.
TableDescription under_way(const UpdateTableInput& input, const TableDescription& before,
                           TableDescription after) {
  if (updates_table(input)) {
    after.TableStatus = std::string(values::TableStatus::UPDATING);
  }
  if (input.ProvisionedThroughput || input.BillingMode) {
    after.ProvisionedThroughput = before.ProvisionedThroughput;
    after.BillingModeSummary = before.BillingModeSummary;
    after.WarmThroughput = before.WarmThroughput;
  }
  if (input.TableClass) after.TableClassSummary = before.TableClassSummary;
  if (input.SSESpecification) {
    if (!after.SSEDescription) after.SSEDescription = before.SSEDescription;
    after.SSEDescription->Status = std::string(values::SSEStatus::UPDATING);
  }
  if (!input.GlobalSecondaryIndexUpdates) return after;
  for (const auto& update : *input.GlobalSecondaryIndexUpdates) {
    if (update.Create) {
      // The index has nothing to be filled with yet.
      find_index(after, update.Create->IndexName).Backfilling = false;
    } else if (update.Update) {
      auto& index = find_index(after, update.Update->IndexName);
      index.IndexStatus = std::string(values::IndexStatus::UPDATING);
      index.ProvisionedThroughput =
          find_index(before, update.Update->IndexName).ProvisionedThroughput;
    } else {
      auto index = find_index(before, update.Delete->IndexName);
      index.IndexStatus = std::string(values::IndexStatus::DELETING);
      if (!after.GlobalSecondaryIndexes) after.GlobalSecondaryIndexes.emplace();
      after.GlobalSecondaryIndexes->push_back(std::move(index));
    }
  }
  return after;
}

Refusal check_against(const TableDefinition& definition, const UpdateTableInput& input,
                      bool on_demand, aws::Timestamp now) {
  if (auto refusal = check_throughput(definition, input, on_demand, now)) return refusal;
  if (auto refusal = check_index_updates(definition, input, on_demand, now)) return refusal;
  if (auto refusal = check_stream(definition, input)) return refusal;
  return check_encryption(definition, input);
}

}  // namespace

Task<Result<UpdateTableOutput>> Service::update_table(const RequestContext& context,
                                                      UpdateTableInput input) {
  const Scope& scope = context.scope;
  if (input.TableName.starts_with("arn:")) input.TableName = table_name(scope, input.TableName);
  if (auto error = check_update(input)) co_return aws::fail(*error);
  auto body = [scope, now = clock_.now(), delay = table_delay_, input = std::move(input)](
                  store::Transaction& transaction) -> Result<UpdateTableOutput> {
    auto definition = find_definition(transaction, scope, input.TableName);
    if (!definition) return aws::fail(definition.error());
    if (auto error = check_updatable(*definition, input)) return aws::fail(*error);
    const bool on_demand = input.BillingMode
                               ? *input.BillingMode == values::BillingMode::PAY_PER_REQUEST
                               : is_on_demand(*definition);
    if (auto error = check_against(*definition, input, on_demand, now)) return aws::fail(*error);

    const TableDescription before = describe(transaction, scope, *definition, now);
    update_throughput(*definition, input, on_demand, now);
    update_settings(*definition, input, scope, now);
    update_stream(transaction, scope, *definition, input, now);
    const auto added = update_indexes(transaction, scope, *definition, input, now);
    if (takes_time(input)) {
      definition->under_way =
          under_way(input, before, describe(transaction, scope, *definition, now));
      definition->table.state = TableState::updating;
    }
    auto description = describe(transaction, scope, *definition, now);
    transaction.put(keys::table(scope, input.TableName), encode_table(*definition));
    if (takes_time(input)) {
      Job activation{.kind = Job::Kind::activate,
                     .table = input.TableName,
                     .table_number = definition->table.number,
                     .index = added.value_or(0)};
      begin_later(transaction, scope, std::move(activation), now, delay);
    }
    return UpdateTableOutput{.TableDescription = std::move(description)};
  };
  co_return co_await store_.write(std::move(body));
}

}  // namespace bellwether::cloud::dynamodb
