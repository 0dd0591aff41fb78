// The grammar of the statements that DynamoDB takes.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.statements.html
#pragma once

#include <string_view>

#include "aws/core/error.h"
#include "cloud/dynamodb/partiql/statement.h"

namespace bellwether::cloud::dynamodb::partiql {

// ValidationException where it is none of them.
aws::Result<Statement> parse(std::string_view statement);

}  // namespace bellwether::cloud::dynamodb::partiql
