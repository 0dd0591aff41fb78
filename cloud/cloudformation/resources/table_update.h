// Changing a table into what a template has now: one request for each change, as DynamoDB has it.
#pragma once

#include <functional>
#include <string>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/operations.h"
#include "cloud/cloudformation/resources/table_properties.h"

namespace bellwether::cloud::cloudformation {

struct TableToUpdate {
  CloudOperations& operations;
  std::string name;
  std::string arn;
  // Waits until the table and its indexes are active.
  std::function<Result<aws::Unit>()> settle;
};

Result<aws::Unit> update_table(const TableToUpdate& table, const TableProperties& before,
                               const TableProperties& after);

// The part that CreateTable leaves.
Result<aws::Unit> update_time_to_live(const TableToUpdate& table, const TableProperties& before,
                                      const TableProperties& after);
Result<aws::Unit> update_recovery(const TableToUpdate& table, const TableProperties& before,
                                  const TableProperties& after);

}  // namespace bellwether::cloud::cloudformation
