// Giving the items that a table has already what new items get when they are written: their entry
// in a new index, their place among the expiries.
#pragma once

#include "cloud/core/context.h"
#include "cloud/dynamodb/background/job.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// Both do a part of the job and note in it how far they came; true when nothing is left, and then
// the index can be read. Items that are written meanwhile are in the index already.
bool fill_index(store::Transaction& transaction, const Scope& scope, Job& job);
bool fill_expiries(store::Transaction& transaction, const Scope& scope, Job& job);

}  // namespace bellwether::cloud::dynamodb
