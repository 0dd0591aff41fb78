// Removing the bodies that no segment lies in any more.
#pragma once

#include <vector>

#include "cloud/core/task.h"
#include "cloud/s3/bodies.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::s3 {

// After the commit that made them garbage. Leaves the loop.
Task<void> remove_garbage(store::Store& store, Bodies& bodies, std::vector<BodyId> garbage);

// Before anything else: what the last process left to be removed, and what it was writing. Blocks,
// for as long as it takes to look at what was in flight.
void recover(store::Store& store, Bodies& bodies);

}  // namespace bellwether::cloud::s3
