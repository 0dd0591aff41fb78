// What ends a change of a table that takes its time: it is ACTIVE, or gone.
#pragma once

#include <string>
#include <vector>

#include "cloud/core/context.h"
#include "cloud/dynamodb/background/job.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// Both of the job's table, unless it is gone; another one may have its name.
void activate_table(store::Transaction& transaction, const Scope& scope, const Job& job);
// What the keys begin with that it leaves behind.
std::vector<std::string> drop_table(store::Transaction& transaction, const Scope& scope,
                                    const Job& job);

}  // namespace bellwether::cloud::dynamodb
