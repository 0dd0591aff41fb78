// From SET and REMOVE to what UpdateItem applies.
#pragma once

#include <vector>

#include "aws/core/error.h"
#include "cloud/dynamodb/expression/update.h"
#include "cloud/dynamodb/partiql/statement.h"
#include "cloud/dynamodb/partiql/value.h"

namespace bellwether::cloud::dynamodb::partiql {

aws::Result<expression::Update> to_update(const std::vector<Assignment>& assignments,
                                          const Source& source);

}  // namespace bellwether::cloud::dynamodb::partiql
