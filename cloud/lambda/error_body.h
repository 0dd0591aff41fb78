// How Lambda tells of a failure that the function did not.
#pragma once

#include <string>
#include <string_view>

namespace bellwether::cloud::lambda {

// {"errorMessage":...,"errorType":...}
std::string error_body(std::string_view message, std::string_view type);

}  // namespace bellwether::cloud::lambda
