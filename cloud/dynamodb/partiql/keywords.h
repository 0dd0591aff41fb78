// The words that PartiQL knows.
#pragma once

#include <string_view>

namespace bellwether::cloud::dynamodb::partiql {

// Whether a word, in upper case, is taken: a name like it needs double quotes.
bool is_reserved(std::string_view word);
// Whether it names a type of one word; which types DynamoDB has is another question.
bool is_type(std::string_view word);

}  // namespace bellwether::cloud::dynamodb::partiql
