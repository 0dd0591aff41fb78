// What BatchGetItem and BatchWriteItem refuse of the request as a whole, in AWS's words: it names
// maps and what they hold differently from other members.
#pragma once

#include <optional>

#include "aws/core/error.h"
#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

std::optional<aws::Error> check_batch(const aws::dynamodb::BatchGetItemInput& input);
std::optional<aws::Error> check_batch(const aws::dynamodb::BatchWriteItemInput& input);

}  // namespace bellwether::cloud::dynamodb
