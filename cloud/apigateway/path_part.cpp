#include "cloud/apigateway/path_part.h"

#include <algorithm>
#include <cctype>

namespace bellwether::cloud::apigateway {

bool is_valid_path_part(std::string_view part) {
  if (is_variable(part)) {
    if (!part.ends_with('}') || part.size() < 3) return false;
    part = variable_name(part);
  }
  return !part.empty() && std::ranges::all_of(part, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("._-:").contains(c);
  });
}

}  // namespace bellwether::cloud::apigateway
