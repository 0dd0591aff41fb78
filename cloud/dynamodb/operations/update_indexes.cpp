#include "cloud/dynamodb/operations/update_indexes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cloud/dynamodb/background/job.h"
#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/check_index.h"
#include "cloud/dynamodb/operations/check_throughput.h"
#include "cloud/dynamodb/operations/table_definition.h"
#include "cloud/dynamodb/throughput.h"

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::AttributeDefinition;
using aws::dynamodb::CreateGlobalSecondaryIndexAction;
using aws::dynamodb::GlobalSecondaryIndexDescription;
using aws::dynamodb::UpdateGlobalSecondaryIndexAction;
using aws::dynamodb::UpdateTableInput;
using aws::dynamodb::errors::LimitExceededException;
using aws::dynamodb::errors::ResourceNotFoundException;
using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;
namespace values = aws::dynamodb::values;

GlobalSecondaryIndexDescription& described(TableDefinition& definition, const std::string& name) {
  return *std::ranges::find(*definition.description.GlobalSecondaryIndexes, name,
                            &GlobalSecondaryIndexDescription::IndexName);
}

// A global index of the table that is there already; `verb` is "update" or "delete".
Refusal check_exists(const TableDefinition& definition, const std::string& name, const char* verb) {
  const Index* index = definition.table.find_index(name);
  if (!index) {
    return ResourceNotFoundException("Requested resource not found: Index " + name + " for table " +
                                     *definition.description.TableName);
  }
  if (index->kind == Index::Kind::global) return std::nullopt;
  return ValidationException(std::string("Cannot ") + verb +
                             " an index that is not a GlobalSecondaryIndex: " + name);
}

std::string spell(const std::string& name, const std::string& type, const std::string& kind) {
  return "Schema:[SchemaElement: key{" + name + ":" + type + ":" + kind + "}]";
}

Refusal check_types(const TableDefinition& definition,
                    const CreateGlobalSecondaryIndexAction& action,
                    const AttributeDefinitions& definitions) {
  for (const auto& key : action.KeySchema) {
    const auto find = [&](const AttributeDefinitions& all) {
      return std::ranges::find(all, key.AttributeName, &AttributeDefinition::AttributeName);
    };
    const auto& existing = *definition.description.AttributeDefinitions;
    const auto is = find(existing);
    if (is == existing.end()) continue;
    const auto asked = find(definitions);
    if (is->AttributeType == asked->AttributeType) continue;
    return invalid_parameter(
        "Attributes cannot be redefined. Please check that your attribute has the same type as "
        "previously defined. Existing schema: " +
        spell(key.AttributeName, is->AttributeType, key.KeyType) +
        " New schema: " + spell(key.AttributeName, asked->AttributeType, key.KeyType));
  }
  return std::nullopt;
}

Refusal check_schema(const TableDefinition& definition,
                     const CreateGlobalSecondaryIndexAction& action,
                     const std::optional<AttributeDefinitions>& definitions) {
  if (!definitions) {
    return invalid_parameter("AttributeDefinitions is not specified for index: " +
                             action.IndexName);
  }
  if (auto refusal = check_keys_defined(action.KeySchema, *definitions)) return refusal;
  if (auto refusal = check_global_keys(action.IndexName, action.KeySchema)) return refusal;
  if (auto refusal = check_key_elements(action.KeySchema)) return refusal;
  if (auto refusal = check_types(definition, action, *definitions)) return refusal;
  if (auto refusal = check_projection(action.Projection)) return refusal;
  std::size_t projected = count_projected(action.Projection);
  for (const Index& index : definition.table.indexes) projected += index.included.size();
  return check_projected_count(projected);
}

Refusal check_create(const TableDefinition& definition,
                     const CreateGlobalSecondaryIndexAction& action, const UpdateTableInput& input,
                     bool on_demand) {
  const Table& table = definition.table;
  const std::string& name = action.IndexName;
  if (table.find_index(name)) {
    return ValidationException("Attempting to create an index which already exists");
  }
  if (auto refusal = check_schema(definition, action, input.AttributeDefinitions)) return refusal;
  if (on_demand && action.ProvisionedThroughput) {
    return invalid_parameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: " + name +
        " when BillingMode is PAY_PER_REQUEST");
  }
  if (!on_demand && !action.ProvisionedThroughput) {
    return invalid_parameter("ProvisionedThroughput must be specified for index: " + name);
  }
  if (auto refusal = check_bounds(action.ProvisionedThroughput)) return refusal;
  const ThroughputOwner owner{name};
  if (auto refusal = check_on_demand(action.OnDemandThroughput, on_demand, owner)) return refusal;
  if (auto refusal = check_warm(action.WarmThroughput, action.ProvisionedThroughput, owner)) {
    return refusal;
  }
  if (std::ranges::count(table.indexes, Index::Kind::global, &Index::kind) >=
      static_cast<std::ptrdiff_t>(kMaxGlobalIndexes)) {
    return LimitExceededException(
        "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of "
        "20");
  }
  return std::nullopt;
}

// Of an index that stays, whatever else the request changes.
Refusal check_index_change(const GlobalSecondaryIndexDescription& index,
                           const UpdateGlobalSecondaryIndexAction& action, bool on_demand,
                           bool was_on_demand, aws::Timestamp now) {
  const std::string& name = action.IndexName;
  const ThroughputOwner owner{name};
  if (action.WarmThroughput) {
    const auto& [reads, writes] = *action.WarmThroughput;
    if (!reads && !writes) {
      return invalid_parameter(
          "WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond "
          "specified for index: " +
          name);
    }
    if (auto refusal =
            check_warmer(*action.WarmThroughput, *index.WarmThroughput->ReadUnitsPerSecond,
                         *index.WarmThroughput->WriteUnitsPerSecond, owner)) {
      return refusal;
    }
  }
  if (auto refusal = check_on_demand(action.OnDemandThroughput, on_demand, owner, true)) {
    return refusal;
  }
  if (on_demand) {
    if (action.ProvisionedThroughput) {
      return invalid_parameter(
          "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: " + name +
          " when BillingMode is PAY_PER_REQUEST");
    }
    const auto& limits = action.OnDemandThroughput;
    if (action.WarmThroughput ||
        (limits && (limits->MaxReadRequestUnits || limits->MaxWriteRequestUnits))) {
      return std::nullopt;
    }
    return invalid_parameter("The only Updates for index: " + name +
                             " when TableThroughputMode is PAY_PER_REQUEST can be to "
                             "OnDemandThroughput, WarmThroughput");
  }
  if (!action.ProvisionedThroughput) {
    if (action.WarmThroughput && !was_on_demand) return std::nullopt;
    return invalid_parameter(
        "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: " + name);
  }
  if (check_bounds(action.ProvisionedThroughput)) {
    return ValidationException(
        "This operation cannot be performed with given input values. Please contact DynamoDB "
        "service team for more info: Action Blocked: IndexUpdate");
  }
  if (was_on_demand) return std::nullopt;
  return check_change(*index.ProvisionedThroughput, *action.ProvisionedThroughput,
                      "the index " + name, now);
}

// A switch to provisioned throughput names that of every index.
Refusal check_all_provisioned(const TableDefinition& definition, const UpdateTableInput& input) {
  for (const Index& index : definition.table.indexes) {
    if (index.kind == Index::Kind::local) continue;
    const bool given =
        input.GlobalSecondaryIndexUpdates &&
        std::ranges::any_of(*input.GlobalSecondaryIndexUpdates, [&](const auto& update) {
          return (update.Update && update.Update->IndexName == index.name) ||
                 (update.Delete && update.Delete->IndexName == index.name);
        });
    if (!given) {
      return invalid_parameter("ProvisionedThroughput must be specified for index: " + index.name);
    }
  }
  return std::nullopt;
}

void change_index(GlobalSecondaryIndexDescription& index,
                  const UpdateGlobalSecondaryIndexAction& action, aws::Timestamp now) {
  if (action.ProvisionedThroughput) {
    const auto& [reads, writes] = *action.ProvisionedThroughput;
    change(*index.ProvisionedThroughput, *action.ProvisionedThroughput, now);
    auto& warm = *index.WarmThroughput;
    warm.ReadUnitsPerSecond = std::max(reads, *warm.ReadUnitsPerSecond);
    warm.WriteUnitsPerSecond = std::max(writes, *warm.WriteUnitsPerSecond);
  }
  if (action.OnDemandThroughput)
    update_limits(index.OnDemandThroughput, *action.OnDemandThroughput);
  if (action.WarmThroughput) {
    const auto& [reads, writes] = *action.WarmThroughput;
    if (reads) index.WarmThroughput->ReadUnitsPerSecond = reads;
    if (writes) index.WarmThroughput->WriteUnitsPerSecond = writes;
  }
}

std::uint64_t create_index(store::Transaction& transaction, const Scope& scope,
                           TableDefinition& definition,
                           const CreateGlobalSecondaryIndexAction& action,
                           const AttributeDefinitions& definitions) {
  auto& existing = *definition.description.AttributeDefinitions;
  for (const auto& key : action.KeySchema) {
    const auto is_named = [&](const AttributeDefinition& attribute) {
      return attribute.AttributeName == key.AttributeName;
    };
    if (std::ranges::any_of(existing, is_named)) continue;
    existing.push_back(*std::ranges::find_if(definitions, is_named));
  }
  Index& index = add_index(definition,
                           {.IndexName = action.IndexName,
                            .KeySchema = action.KeySchema,
                            .Projection = action.Projection,
                            .ProvisionedThroughput = action.ProvisionedThroughput,
                            .OnDemandThroughput = action.OnDemandThroughput,
                            .WarmThroughput = action.WarmThroughput},
                           take_number(transaction, scope));
  index.backfilling = true;
  return index.number;
}

void delete_index(store::Transaction& transaction, const Scope& scope, TableDefinition& definition,
                  const std::string& name) {
  const std::uint64_t table = definition.table.number;
  const std::uint64_t index = definition.table.find_index(name)->number;
  remove_index(definition, name);
  begin(transaction, scope,
        {.ranges = {keys::index_entries(scope, table, index).bytes(),
                    keys::index_totals(scope, table, index).bytes()}});
}

}  // namespace

bool is_on_demand(const TableDefinition& definition) {
  const auto& billing = definition.description.BillingModeSummary;
  return billing && billing->BillingMode == values::BillingMode::PAY_PER_REQUEST;
}

Refusal check_index_updates(const TableDefinition& definition, const UpdateTableInput& input,
                            bool on_demand, aws::Timestamp now) {
  const bool was_on_demand = is_on_demand(definition);
  if (was_on_demand && !on_demand) {
    if (auto refusal = check_all_provisioned(definition, input)) return refusal;
  }
  if (!input.GlobalSecondaryIndexUpdates) return std::nullopt;
  for (const auto& update : *input.GlobalSecondaryIndexUpdates) {
    if (update.Create) {
      if (auto refusal = check_create(definition, *update.Create, input, on_demand)) {
        return refusal;
      }
    } else if (update.Update) {
      const std::string& name = update.Update->IndexName;
      if (auto refusal = check_exists(definition, name, "update")) return refusal;
      const auto& index = *std::ranges::find(*definition.description.GlobalSecondaryIndexes, name,
                                             &GlobalSecondaryIndexDescription::IndexName);
      if (auto refusal = check_index_change(index, *update.Update, on_demand, was_on_demand, now)) {
        return refusal;
      }
    } else if (auto refusal = check_exists(definition, update.Delete->IndexName, "delete")) {
      return refusal;
    }
    // The index that is being filled may be deleted.
    const bool elsewhere = std::ranges::any_of(definition.table.indexes, [&](const Index& index) {
      return index.backfilling && !(update.Delete && update.Delete->IndexName == index.name);
    });
    if (!update.Update && elsewhere) {
      return LimitExceededException(
          "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously "
          "per table");
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> update_indexes(store::Transaction& transaction, const Scope& scope,
                                            TableDefinition& definition,
                                            const UpdateTableInput& input, aws::Timestamp now) {
  std::optional<std::uint64_t> added;
  if (!input.GlobalSecondaryIndexUpdates) return added;
  for (const auto& update : *input.GlobalSecondaryIndexUpdates) {
    if (update.Create) {
      added =
          create_index(transaction, scope, definition, *update.Create, *input.AttributeDefinitions);
    } else if (update.Update) {
      change_index(described(definition, update.Update->IndexName), *update.Update, now);
    } else {
      delete_index(transaction, scope, definition, update.Delete->IndexName);
    }
  }
  return added;
}

void update_limits(std::optional<aws::dynamodb::OnDemandThroughput>& limits,
                   const aws::dynamodb::OnDemandThroughput& wanted) {
  constexpr std::int64_t kCleared = -1;
  const auto update = [](std::optional<std::int64_t>& limit,
                         const std::optional<std::int64_t>& to) {
    if (to) limit = *to == kCleared ? std::nullopt : to;
  };
  auto changed = limits.value_or(aws::dynamodb::OnDemandThroughput());
  update(changed.MaxReadRequestUnits, wanted.MaxReadRequestUnits);
  update(changed.MaxWriteRequestUnits, wanted.MaxWriteRequestUnits);
  limits.reset();
  if (changed.MaxReadRequestUnits || changed.MaxWriteRequestUnits) limits = changed;
}

}  // namespace bellwether::cloud::dynamodb
