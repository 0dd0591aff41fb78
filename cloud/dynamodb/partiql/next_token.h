// NextToken: where a SELECT goes on, for that SELECT alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/partiql/rows.h"

namespace bellwether::cloud::dynamodb::partiql {

// What a request has to have in common with the one that answered the token.
std::string request_digest(const Scope& scope, std::string_view statement,
                           const std::vector<AttributeValue>& parameters);

std::string encode_token(const Position& position, std::string_view digest);
// AWS's refusal of what is no token, and of one of another request.
aws::Result<Position> decode_token(std::string_view token, std::string_view digest);

aws::Error invalid_token();

}  // namespace bellwether::cloud::dynamodb::partiql
