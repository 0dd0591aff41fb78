// From WHERE to what the evaluator of expressions evaluates.
#pragma once

#include "aws/core/error.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/partiql/statement.h"
#include "cloud/dynamodb/partiql/value.h"

namespace bellwether::cloud::dynamodb::partiql {

aws::Result<expression::Condition> to_condition(const Term& term, const Source& source);

}  // namespace bellwether::cloud::dynamodb::partiql
