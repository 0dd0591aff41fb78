// What a table refuses while it is being created, updated or deleted.
#pragma once

#include <optional>
#include <string>

#include "aws/core/error.h"
#include "aws/dynamodb/model.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

// CreateTable, of a name that a table has.
aws::Error already_exists(const Table& table, const std::string& name);

// Any change of a table that is being created or deleted.
std::optional<aws::Error> check_not_in_use(const TableDefinition& definition);

// UpdateTable and DeleteTable; AWS tells what is under way.
std::optional<aws::Error> check_updatable(const TableDefinition& definition,
                                          const aws::dynamodb::UpdateTableInput& input);
std::optional<aws::Error> check_deletable(const TableDefinition& definition);

}  // namespace bellwether::cloud::dynamodb
