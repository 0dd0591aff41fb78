#include "cloud/apigateway/media_type.h"

#include <algorithm>

#include "aws/core/http.h"

namespace bellwether::cloud::apigateway {
namespace {

bool matches(std::string_view pattern, std::string_view type) {
  if (pattern == "*/*") return true;
  if (!pattern.ends_with("/*")) return aws::equals_ignore_case(pattern, type);
  pattern.remove_suffix(1);
  return aws::equals_ignore_case(pattern, type.substr(0, pattern.size()));
}

}  // namespace

std::string_view essence(std::string_view media_type) {
  static constexpr std::string_view kSpaces = " \t";
  media_type = media_type.substr(0, media_type.find(';'));
  media_type.remove_prefix(std::min(media_type.find_first_not_of(kSpaces), media_type.size()));
  return media_type.substr(0, media_type.find_last_not_of(kSpaces) + 1);
}

bool is_binary(const std::vector<std::string>& binary_media_types, std::string_view media_type) {
  const std::string_view type = essence(media_type);
  return std::ranges::any_of(binary_media_types, [type](const std::string& pattern) {
    return matches(essence(pattern), type);
  });
}

bool accepts(std::string_view accept, std::string_view media_type) {
  const std::string_view type = essence(media_type);
  while (!accept.empty()) {
    const auto comma = accept.find(',');
    if (matches(essence(accept.substr(0, comma)), type)) return true;
    accept = comma == std::string_view::npos ? std::string_view{} : accept.substr(comma + 1);
  }
  return false;
}

}  // namespace bellwether::cloud::apigateway
