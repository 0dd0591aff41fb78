// From a statement that writes to the write that it is of one table.
#pragma once

#include <optional>
#include <string>

#include "aws/core/error.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/item_writer.h"
#include "cloud/dynamodb/partiql/compile.h"
#include "cloud/dynamodb/table.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb::partiql {

// Of ReturnValuesOnConditionCheckFailure.
bool returns_old(const std::optional<std::string>& return_values);

// EXISTS anywhere but in a transaction.
std::unexpected<aws::Error> misplaced_exists();

// What INSERT, UPDATE, DELETE or EXISTS does to the table. Decided by ItemWriter as any write, and
// its refusals are to be read by refusal().
aws::Result<ItemWrite> to_write(const Compiled& statement, const Table& table,
                                const std::string& table_name, bool return_old_on_failure);

// AWS's refusal of a statement whose write was refused: an INSERT of an item that is there.
aws::Error refusal(const Compiled& statement, aws::Error error);

struct StatementWritten {
  ItemWrite write;
  ItemWritten written;
};

// Finds the table, and carries out the write as one of the store's transaction.
aws::Result<StatementWritten> write_statement(store::Transaction& transaction, const Scope& scope,
                                              aws::Timestamp now, const Compiled& statement,
                                              bool return_old_on_failure);

}  // namespace bellwether::cloud::dynamodb::partiql
