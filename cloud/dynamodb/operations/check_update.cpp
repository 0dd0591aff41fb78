#include "cloud/dynamodb/operations/check_update.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "cloud/dynamodb/operations/check_settings.h"
#include "cloud/dynamodb/operations/check_throughput.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::GlobalSecondaryIndexUpdate;
using aws::dynamodb::UpdateTableInput;
using aws::dynamodb::errors::LimitExceededException;
using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;
namespace values = aws::dynamodb::values;

Refusal check_supported(const UpdateTableInput& input) {
  const std::pair<bool, std::string_view> unsupported[] = {
      {input.ReplicaUpdates.has_value(), "ReplicaUpdates"},
      {input.MultiRegionConsistency.has_value(), "MultiRegionConsistency"},
      {input.GlobalTableWitnessUpdates.has_value(), "GlobalTableWitnessUpdates"},
      {input.GlobalTableSettingsReplicationMode.has_value(), "GlobalTableSettingsReplicationMode"}};
  for (const auto& [given, name] : unsupported) {
    if (given) {
      return ValidationException("UpdateTable's parameter " + std::string(name) +
                                 " is not supported by Bellwether, which has no global tables");
    }
  }
  return std::nullopt;
}

bool has_index_updates(const UpdateTableInput& input) {
  return input.GlobalSecondaryIndexUpdates && !input.GlobalSecondaryIndexUpdates->empty();
}

Refusal check_not_empty(const UpdateTableInput& input) {
  if (input.ProvisionedThroughput || input.BillingMode || input.StreamSpecification ||
      has_index_updates(input) || input.SSESpecification || input.DeletionProtectionEnabled ||
      input.OnDemandThroughput || input.WarmThroughput || input.TableClass) {
    return std::nullopt;
  }
  return ValidationException(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
      "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, "
      "ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, "
      "OnDemandThroughput, WarmThroughput or TableClass is required");
}

bool adds_or_removes_index(const UpdateTableInput& input) {
  if (!input.GlobalSecondaryIndexUpdates) return false;
  for (const auto& update : *input.GlobalSecondaryIndexUpdates) {
    if (update.Create || update.Delete) return true;
  }
  return false;
}

// Most settings change in a request of their own.
Refusal check_combination(const UpdateTableInput& input) {
  const bool throughput = input.ProvisionedThroughput.has_value();
  const bool stream = input.StreamSpecification.has_value();
  const bool indexes = has_index_updates(input);
  const int others = (throughput || input.BillingMode) + stream + indexes;
  const int alone = input.SSESpecification.has_value() +
                    input.DeletionProtectionEnabled.has_value() + input.TableClass.has_value() +
                    input.WarmThroughput.has_value() + input.OnDemandThroughput.has_value();
  const bool combined = others + alone > 1;
  const auto only = [](std::string_view what) {
    return invalid_parameter(std::string(what) + " must be the only operation in the request");
  };
  if (combined && input.SSESpecification) return only("Server-Side Encryption modification");
  if (combined && input.DeletionProtectionEnabled) return only("DeletionProtection modification");
  if (combined && input.TableClass) return only("TableClass modification");
  if (input.WarmThroughput && adds_or_removes_index(input)) {
    return invalid_parameter(
        "Create global secondary index cannot be specified when updating WarmThroughput");
  }
  if (combined && input.WarmThroughput) return only("WarmThroughput");
  if (input.OnDemandThroughput && (stream || indexes || throughput)) {
    return invalid_parameter(
        "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request");
  }
  if (stream && throughput) {
    return invalid_parameter("You cannot modify stream status while updating table IOPS");
  }
  if (throughput && !input.BillingMode && adds_or_removes_index(input)) {
    return invalid_parameter("You cannot create or delete index while updating table IOPS");
  }
  if (stream && adds_or_removes_index(input)) {
    return invalid_parameter("You cannot create or delete index while changing stream status");
  }
  return std::nullopt;
}

Refusal check_throughput(const UpdateTableInput& input) {
  if (auto refusal = check_bounds(input.ProvisionedThroughput)) return refusal;
  if (input.BillingMode == values::BillingMode::PAY_PER_REQUEST && input.ProvisionedThroughput) {
    return invalid_parameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  if (input.BillingMode == values::BillingMode::PROVISIONED && !input.ProvisionedThroughput) {
    return invalid_parameter(
        "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
  return std::nullopt;
}

Refusal check_stream(const UpdateTableInput& input) {
  if (!input.StreamSpecification) return std::nullopt;
  const auto& [enabled, view] = *input.StreamSpecification;
  if (enabled && !view) {
    return invalid_parameter("If stream is being enabled then UpdateViewType is required");
  }
  if (!enabled && view) {
    return invalid_parameter(
        "If stream is being disabled, then UpdateViewType must not be specified");
  }
  return std::nullopt;
}

Refusal check_action(const GlobalSecondaryIndexUpdate& update) {
  switch (update.Create.has_value() + update.Update.has_value() + update.Delete.has_value()) {
    case 0:
      return invalid_parameter(
          "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
          "GlobalSecondaryIndexUpdate.Delete must not be null");
    case 1:
      return std::nullopt;
    default:
      return invalid_parameter(
          "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate "
          "object");
  }
}

const std::string& index_of(const GlobalSecondaryIndexUpdate& update) {
  if (update.Create) return update.Create->IndexName;
  return update.Update ? update.Update->IndexName : update.Delete->IndexName;
}

Refusal check_index_updates(const UpdateTableInput& input) {
  if (!input.GlobalSecondaryIndexUpdates) return std::nullopt;
  const auto& updates = *input.GlobalSecondaryIndexUpdates;
  if (updates.empty()) return invalid_parameter("List of GlobalSecondaryIndexUpdates is empty");
  for (const auto& update : updates) {
    if (auto refusal = check_action(update)) return refusal;
  }
  std::set<std::string_view> names;
  int online = 0;
  for (const auto& update : updates) {
    if (!names.insert(index_of(update)).second) {
      return invalid_parameter(
          "Only one global secondary index update per index is allowed simultaneously. Index: " +
          index_of(update));
    }
    if (!update.Update) ++online;
  }
  if (online <= 1) return std::nullopt;
  return LimitExceededException(
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per "
      "table");
}

}  // namespace

Refusal check_update(const UpdateTableInput& input) {
  if (auto refusal = check_supported(input)) return refusal;
  if (auto refusal = check_table_name(input.TableName)) return refusal;
  if (auto refusal = check_not_empty(input)) return refusal;
  if (auto refusal = check_combination(input)) return refusal;
  if (auto refusal = check_throughput(input)) return refusal;
  if (auto refusal = check_stream(input)) return refusal;
  if (auto refusal = check_encryption(input.SSESpecification)) return refusal;
  return check_index_updates(input);
}

}  // namespace bellwether::cloud::dynamodb
