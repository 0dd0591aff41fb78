// What CreateTable refuses.
#pragma once

#include <optional>

#include "aws/core/error.h"
#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

std::optional<aws::Error> check_table(const aws::dynamodb::CreateTableInput& input);

}  // namespace bellwether::cloud::dynamodb
