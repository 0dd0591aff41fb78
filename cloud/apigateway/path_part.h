// One segment of a resource's path: "sheep", "{Tattoo}" or "{proxy+}".
#pragma once

#include <string_view>

namespace bellwether::cloud::apigateway {

bool is_valid_path_part(std::string_view part);

// "{Tattoo}" and "{proxy+}".
inline bool is_variable(std::string_view part) {
  return part.starts_with('{');
}

// "{proxy+}": binds all segments that follow.
inline bool is_greedy(std::string_view part) {
  return is_variable(part) && part.ends_with("+}");
}

// "Tattoo" of "{Tattoo}", "proxy" of "{proxy+}".
inline std::string_view variable_name(std::string_view part) {
  return part.substr(1, part.size() - (is_greedy(part) ? 3 : 2));
}

}  // namespace bellwether::cloud::apigateway
