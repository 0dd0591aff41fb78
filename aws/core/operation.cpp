#include "aws/core/operation.h"

namespace bellwether::aws {

bool match_uri(std::string_view uri, std::string_view path, PathParameters& parameters) {
  parameters.clear();
  while (true) {
    const auto uri_end = uri.find('/');
    const auto label = uri.substr(0, uri_end);
    if (label.starts_with('{') && label.ends_with("+}")) {
      if (path.empty()) return false;
      parameters.emplace_back(label.substr(1, label.size() - 3), percent_decode(path));
      return true;
    }
    const auto path_end = path.find('/');
    const auto segment = path.substr(0, path_end);
    if (label.starts_with('{') && label.ends_with('}')) {
      if (segment.empty()) return false;
      parameters.emplace_back(label.substr(1, label.size() - 2), percent_decode(segment));
    } else if (label != segment) {
      return false;
    }
    const bool uri_done = uri_end == std::string_view::npos;
    const bool path_done = path_end == std::string_view::npos;
    if (uri_done || path_done) {
      // "/functions/" is "/functions": Lambda's own uris differ in their last slash.
      const auto uri_rest = uri_done ? std::string_view{} : uri.substr(uri_end + 1);
      const auto path_rest = path_done ? std::string_view{} : path.substr(path_end + 1);
      return uri_rest.empty() && path_rest.empty();
    }
    uri.remove_prefix(uri_end + 1);
    path.remove_prefix(path_end + 1);
  }
}

}  // namespace bellwether::aws
