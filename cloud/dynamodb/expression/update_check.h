// What AWS refuses in an update that is well formed, in the order in which it refuses it; and
// placeholders, resolved on the way.
#pragma once

#include <optional>
#include <string>

#include "cloud/dynamodb/expression/placeholders.h"
#include "cloud/dynamodb/expression/update.h"

namespace bellwether::cloud::dynamodb::expression {

// AWS's message without the "Invalid UpdateExpression: " before it, or nothing. `repeated_section`
// is UpdateParser's.
std::optional<std::string> check(Update& update, const std::optional<std::string>& repeated_section,
                                 Placeholders& placeholders);

}  // namespace bellwether::cloud::dynamodb::expression
