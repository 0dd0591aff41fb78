// UpdateTable's GlobalSecondaryIndexUpdates, and what else concerns them in it.
#pragma once

#include <cstdint>
#include <optional>

#include "aws/core/error.h"
#include "aws/core/types.h"
#include "aws/dynamodb/model.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/table.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// Whether a table's billing is by request.
bool is_on_demand(const TableDefinition& definition);

// AWS's refusal of what the request asks of the table's indexes. `on_demand`: whether the table
// will be, after the request.
std::optional<aws::Error> check_index_updates(const TableDefinition& definition,
                                              const aws::dynamodb::UpdateTableInput& input,
                                              bool on_demand, aws::Timestamp now);

// Changes the definition, and begins to erase an index that is taken away. The number of an index
// that is added, and to be filled once the definition is written.
std::optional<std::uint64_t> update_indexes(store::Transaction& transaction, const Scope& scope,
                                            TableDefinition& definition,
                                            const aws::dynamodb::UpdateTableInput& input,
                                            aws::Timestamp now);

// Takes limits over, and takes those away that are -1.
void update_limits(std::optional<aws::dynamodb::OnDemandThroughput>& limits,
                   const aws::dynamodb::OnDemandThroughput& wanted);

}  // namespace bellwether::cloud::dynamodb
