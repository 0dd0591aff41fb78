#include "cloud/cloudformation/resources/table_update.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace bellwether::cloud::cloudformation {
namespace {

namespace dynamodb = aws::dynamodb;
using dynamodb::GlobalSecondaryIndex;
using dynamodb::UpdateTableInput;
using Indexes = std::vector<GlobalSecondaryIndex>;

template <class T>
Result<aws::Unit> done(const aws::Result<T>& result) {
  if (!result) return std::unexpected(result.error());
  return aws::Unit{};
}

Result<aws::Unit> send(const TableToUpdate& table, UpdateTableInput input) {
  input.TableName = table.name;
  auto updated = done(table.operations.call<dynamodb::UpdateTable>(input));
  return updated ? table.settle() : updated;
}

const Indexes& indexes_of(const TableProperties& table) {
  static const Indexes kNone;
  return table.table.GlobalSecondaryIndexes ? *table.table.GlobalSecondaryIndexes : kNone;
}

const GlobalSecondaryIndex* find(const Indexes& indexes, const std::string& name) {
  const auto found = std::ranges::find(indexes, name, &GlobalSecondaryIndex::IndexName);
  return found == indexes.end() ? nullptr : &*found;
}

// Neither keys nor projection of an index can change.
bool is_same_index(const GlobalSecondaryIndex* one, const GlobalSecondaryIndex& other) {
  return one && one->KeySchema == other.KeySchema && one->Projection == other.Projection;
}

Result<aws::Unit> delete_indexes(const TableToUpdate& table, const TableProperties& before,
                                 const TableProperties& after) {
  for (const auto& index : indexes_of(before)) {
    if (is_same_index(find(indexes_of(after), index.IndexName), index)) continue;
    UpdateTableInput input;
    auto& update = input.GlobalSecondaryIndexUpdates.emplace().emplace_back();
    update.Delete.emplace().IndexName = index.IndexName;
    if (auto sent = send(table, input); !sent) return sent;
  }
  return aws::Unit{};
}

Result<aws::Unit> create_indexes(const TableToUpdate& table, const TableProperties& before,
                                 const TableProperties& after) {
  for (const auto& index : indexes_of(after)) {
    if (is_same_index(find(indexes_of(before), index.IndexName), index)) continue;
    UpdateTableInput input;
    input.AttributeDefinitions = after.table.AttributeDefinitions;
    auto& update = input.GlobalSecondaryIndexUpdates.emplace().emplace_back();
    update.Create = {.IndexName = index.IndexName,
                     .KeySchema = index.KeySchema,
                     .Projection = index.Projection,
                     .ProvisionedThroughput = index.ProvisionedThroughput,
                     .OnDemandThroughput = index.OnDemandThroughput,
                     .WarmThroughput = index.WarmThroughput};
    if (auto sent = send(table, input); !sent) return sent;
  }
  return aws::Unit{};
}

bool is_on_demand(const TableProperties& table) {
  return table.table.BillingMode == dynamodb::values::BillingMode::PAY_PER_REQUEST;
}

Result<aws::Unit> update_throughput(const TableToUpdate& table, const TableProperties& before,
                                    const TableProperties& after) {
  UpdateTableInput input;
  const bool switches = is_on_demand(before) != is_on_demand(after);
  if (switches) {
    input.BillingMode =
        std::string(is_on_demand(after) ? dynamodb::values::BillingMode::PAY_PER_REQUEST
                                        : dynamodb::values::BillingMode::PROVISIONED);
  }
  if (switches || before.table.ProvisionedThroughput != after.table.ProvisionedThroughput) {
    input.ProvisionedThroughput = after.table.ProvisionedThroughput;
  }
  std::vector<dynamodb::GlobalSecondaryIndexUpdate> updates;
  for (const auto& index : indexes_of(after)) {
    const auto* was = find(indexes_of(before), index.IndexName);
    if (!is_same_index(was, index)) continue;
    dynamodb::UpdateGlobalSecondaryIndexAction action{.IndexName = index.IndexName,
                                                      .ProvisionedThroughput = {},
                                                      .OnDemandThroughput = {},
                                                      .WarmThroughput = {}};
    if (was->ProvisionedThroughput != index.ProvisionedThroughput) {
      action.ProvisionedThroughput = index.ProvisionedThroughput;
    }
    if (was->OnDemandThroughput != index.OnDemandThroughput) {
      action.OnDemandThroughput = index.OnDemandThroughput;
    }
    if (was->WarmThroughput != index.WarmThroughput) action.WarmThroughput = index.WarmThroughput;
    if (action.ProvisionedThroughput || action.OnDemandThroughput || action.WarmThroughput) {
      updates.emplace_back().Update = std::move(action);
    }
  }
  if (!updates.empty()) input.GlobalSecondaryIndexUpdates = std::move(updates);
  if (!input.BillingMode && !input.ProvisionedThroughput && !input.GlobalSecondaryIndexUpdates) {
    return aws::Unit{};
  }
  return send(table, input);
}

// A stream's view cannot change: the stream is another.
Result<aws::Unit> update_stream(const TableToUpdate& table, const TableProperties& before,
                                const TableProperties& after) {
  if (before.table.StreamSpecification == after.table.StreamSpecification) return aws::Unit{};
  UpdateTableInput input;
  if (before.table.StreamSpecification) {
    input.StreamSpecification = {.StreamEnabled = false, .StreamViewType = {}};
    if (auto sent = send(table, input); !sent) return sent;
  }
  if (!after.table.StreamSpecification) return aws::Unit{};
  input.StreamSpecification = after.table.StreamSpecification;
  return send(table, input);
}

// What UpdateTable takes on its own only. A property that is dropped goes back to its default.
Result<aws::Unit> update_settings(const TableToUpdate& table, const TableProperties& before,
                                  const TableProperties& after) {
  std::vector<UpdateTableInput> updates;
  if (before.table.SSESpecification != after.table.SSESpecification) {
    dynamodb::SSESpecification off;
    off.Enabled = false;
    updates.emplace_back().SSESpecification = after.table.SSESpecification.value_or(off);
  }
  if (before.table.TableClass != after.table.TableClass) {
    updates.emplace_back().TableClass =
        after.table.TableClass.value_or(std::string(dynamodb::values::TableClass::STANDARD));
  }
  if (before.table.DeletionProtectionEnabled != after.table.DeletionProtectionEnabled) {
    updates.emplace_back().DeletionProtectionEnabled =
        after.table.DeletionProtectionEnabled.value_or(false);
  }
  if (before.table.OnDemandThroughput != after.table.OnDemandThroughput && is_on_demand(after)) {
    constexpr std::int64_t kNoLimit = -1;
    auto& limits = updates.emplace_back().OnDemandThroughput.emplace();
    const auto wanted = after.table.OnDemandThroughput.value_or(dynamodb::OnDemandThroughput());
    limits.MaxReadRequestUnits = wanted.MaxReadRequestUnits.value_or(kNoLimit);
    limits.MaxWriteRequestUnits = wanted.MaxWriteRequestUnits.value_or(kNoLimit);
  }
  if (after.table.WarmThroughput && before.table.WarmThroughput != after.table.WarmThroughput) {
    updates.emplace_back().WarmThroughput = after.table.WarmThroughput;
  }
  for (auto& input : updates) {
    if (auto sent = send(table, std::move(input)); !sent) return sent;
  }
  return aws::Unit{};
}

Result<aws::Unit> update_tags(const TableToUpdate& table, const TableProperties& before,
                              const TableProperties& after) {
  const std::vector<dynamodb::Tag> none;
  const auto& old = before.table.Tags ? *before.table.Tags : none;
  const auto& wanted = after.table.Tags ? *after.table.Tags : none;
  dynamodb::UntagResourceInput untag{.ResourceArn = table.arn, .TagKeys = {}};
  for (const auto& tag : old) {
    if (std::ranges::count(wanted, tag.Key, &dynamodb::Tag::Key) == 0) {
      untag.TagKeys.push_back(tag.Key);
    }
  }
  if (!untag.TagKeys.empty()) {
    auto removed = done(table.operations.call<dynamodb::UntagResource>(untag));
    if (!removed) return removed;
  }
  dynamodb::TagResourceInput add{.ResourceArn = table.arn, .Tags = {}};
  for (const auto& tag : wanted) {
    if (std::ranges::count(old, tag) == 0) add.Tags.push_back(tag);
  }
  if (add.Tags.empty()) return aws::Unit{};
  return done(table.operations.call<dynamodb::TagResource>(add));
}

}  // namespace

Result<aws::Unit> update_time_to_live(const TableToUpdate& table, const TableProperties& before,
                                      const TableProperties& after) {
  const auto set = [&](bool enabled, const std::string& attribute) {
    return done(table.operations.call<dynamodb::UpdateTimeToLive>(
        {.TableName = table.name,
         .TimeToLiveSpecification = {.Enabled = enabled, .AttributeName = attribute}}));
  };
  const bool was = before.time_to_live && before.time_to_live->Enabled;
  const bool is = after.time_to_live && after.time_to_live->Enabled;
  if (was == is &&
      (!is || before.time_to_live->AttributeName == after.time_to_live->AttributeName)) {
    return aws::Unit{};
  }
  if (was) {
    if (auto disabled = set(false, before.time_to_live->AttributeName); !disabled) return disabled;
  }
  return is ? set(true, after.time_to_live->AttributeName) : aws::Unit{};
}

Result<aws::Unit> update_recovery(const TableToUpdate& table, const TableProperties& before,
                                  const TableProperties& after) {
  const dynamodb::PointInTimeRecoverySpecification off;
  const auto wanted = after.recovery.value_or(off);
  if (before.recovery.value_or(off) == wanted) return aws::Unit{};
  return done(table.operations.call<dynamodb::UpdateContinuousBackups>(
      {.TableName = table.name, .PointInTimeRecoverySpecification = wanted}));
}

Result<aws::Unit> update_table(const TableToUpdate& table, const TableProperties& before,
                               const TableProperties& after) {
  static constexpr std::array kSteps = {delete_indexes,  update_throughput, create_indexes,
                                        update_stream,   update_settings,   update_time_to_live,
                                        update_recovery, update_tags};
  for (const auto step : kSteps) {
    if (auto updated = step(table, before, after); !updated) return updated;
  }
  return aws::Unit{};
}

}  // namespace bellwether::cloud::cloudformation
