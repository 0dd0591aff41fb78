// Words that an expression may use only through a placeholder.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
#pragma once

#include <string_view>

namespace bellwether::cloud::dynamodb::expression {

// Without case.
bool is_reserved(std::string_view word);

}  // namespace bellwether::cloud::dynamodb::expression
