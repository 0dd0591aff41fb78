// JSON strings written by hand: log records and error bodies of a few members.
#pragma once

#include <string>
#include <string_view>

namespace bellwether::cloud::lambda {

// `text` in quotes, escaped. Bytes that are not UTF-8 become U+FFFD.
std::string json_text(std::string_view text);

// {"errorMessage":...,"errorType":...}: how Lambda tells of a failure that the function did not.
std::string error_body(std::string_view message, std::string_view type);

}  // namespace bellwether::cloud::lambda
