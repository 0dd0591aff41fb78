// The small texts that authorizations are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bellwether::aws::sigv4 {

// Between any of the separators; empty parts are left out.
std::vector<std::string_view> split(std::string_view text, std::string_view separators);
// Between single separators; empty parts stay.
std::vector<std::string_view> split_exactly(std::string_view text, char separator);

// Without spaces and tabs around.
std::string_view trimmed(std::string_view text);

// ASCII only.
std::string lower_case(std::string_view text);

// "Host;X-Amz-Date" as a sorted list in lower case.
std::vector<std::string> signed_header_names(std::string_view list);

}  // namespace bellwether::aws::sigv4
