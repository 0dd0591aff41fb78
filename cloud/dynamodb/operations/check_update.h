// What UpdateTable refuses before it looks at the table.
#pragma once

#include <optional>

#include "aws/core/error.h"
#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

std::optional<aws::Error> check_update(const aws::dynamodb::UpdateTableInput& input);

}  // namespace bellwether::cloud::dynamodb
