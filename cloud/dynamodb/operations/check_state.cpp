#include "cloud/dynamodb/operations/check_state.h"

#include <algorithm>
#include <string_view>

namespace bellwether::cloud::dynamodb {

namespace {

using aws::dynamodb::GlobalSecondaryIndexDescription;
using aws::dynamodb::UpdateTableInput;
using aws::dynamodb::errors::LimitExceededException;
using aws::dynamodb::errors::ResourceInUseException;
using aws::dynamodb::errors::ValidationException;
using Refusal = std::optional<aws::Error>;
namespace status = aws::dynamodb::values::IndexStatus;

aws::Error in_use(const std::string& why) {
  return ResourceInUseException("Attempt to change a resource which is still in use: " + why);
}

aws::Error being_created(const std::string& table) {
  return in_use("Table is being created: " + table);
}

// The index that the change under way creates, updates or deletes.
const GlobalSecondaryIndexDescription* changing_index(const TableDefinition& definition) {
  if (!definition.under_way) return nullptr;
  const auto& indexes = definition.under_way->GlobalSecondaryIndexes;
  if (!indexes) return nullptr;
  const auto found = std::ranges::find_if(
      *indexes, [](const auto& index) { return index.IndexStatus != status::ACTIVE; });
  return found == indexes->end() ? nullptr : &*found;
}

bool changes_throughput(const TableDefinition& definition) {
  const auto& before = *definition.under_way;
  const auto& after = definition.description;
  return before.ProvisionedThroughput != after.ProvisionedThroughput ||
         before.BillingModeSummary != after.BillingModeSummary;
}

std::string_view participle(const GlobalSecondaryIndexDescription& index) {
  if (index.IndexStatus == status::CREATING) return "created";
  return index.IndexStatus == status::DELETING ? "deleted" : "updated";
}

// Of another update while an index is created, updated or deleted.
Refusal check_beside_index(const GlobalSecondaryIndexDescription& index, const std::string& table,
                           const UpdateTableInput& input) {
  const std::string& name = *index.IndexName;
  const std::string being("being " + std::string(participle(index)));
  const std::string both = "Table: " + table + " Index: " + name;
  const std::string busy = "Index is " + being + ". " + both;
  if (input.GlobalSecondaryIndexUpdates) {
    for (const auto& update : *input.GlobalSecondaryIndexUpdates) {
      const bool deletes = update.Delete && update.Delete->IndexName == name;
      if (deletes && index.IndexStatus == status::CREATING) {
        return in_use(
            "Index creation is in resource allocation phase. Retry deletion during backfilling "
            "phase or when the index is active. " +
            both);
      }
      if (deletes || (update.Update && update.Update->IndexName == name)) {
        return in_use(busy);
      }
      if (!update.Update) {
        return LimitExceededException(
            "Subscriber limit exceeded: Only 1 online index can be created or deleted "
            "simultaneously per table");
      }
    }
  }
  const std::string which =
      " when an index is " + being + ". Table: " + table + " Indexes: [" + name + "]";
  if (input.StreamSpecification) return in_use("Can't change stream status" + which);
  return in_use("Can't change table IOPS" + which);
}

}  // namespace

aws::Error already_exists(const Table& table, const std::string& name) {
  if (table.state == TableState::creating) return being_created(name);
  return ResourceInUseException("Table already exists: " + name);
}

Refusal check_not_in_use(const TableDefinition& definition) {
  const std::string& name = *definition.description.TableName;
  if (definition.table.state == TableState::creating) return being_created(name);
  if (definition.table.state == TableState::deleting) {
    return in_use("Table is being deleted: " + name);
  }
  return std::nullopt;
}

Refusal check_updatable(const TableDefinition& definition, const UpdateTableInput& input) {
  if (auto refusal = check_not_in_use(definition)) return refusal;
  // Deletion protection changes beside anything else.
  if (!definition.under_way || input.DeletionProtectionEnabled) return std::nullopt;
  const std::string& name = *definition.description.TableName;
  if (const auto* index = changing_index(definition)) {
    return check_beside_index(*index, name, input);
  }
  if (changes_throughput(definition)) {
    return in_use("Table IOPS are currently being updated. Table: " + name);
  }
  return in_use("Table: " + name + " is in the process of being updated.");
}

Refusal check_deletable(const TableDefinition& definition) {
  if (auto refusal = check_not_in_use(definition)) return refusal;
  const auto& description = definition.description;
  if (description.DeletionProtectionEnabled.value_or(false)) {
    return ValidationException(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
  }
  if (definition.table.is_backfilling() || changing_index(definition)) {
    return in_use("Cannot delete table while indexes are being created, updated, or deleted.");
  }
  if (definition.under_way) {
    return in_use("Table: " + *description.TableName + " is in the process of being updated.");
  }
  return std::nullopt;
}

}  // namespace bellwether::cloud::dynamodb
