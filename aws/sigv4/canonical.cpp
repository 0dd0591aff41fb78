#include "aws/sigv4/canonical.h"

#include <algorithm>

namespace bellwether::aws::sigv4 {
namespace {

// RFC 3986 5.2.4, and empty segments too; a trailing slash stays.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_in_slash = true;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, slash - at);
    ends_in_slash = slash < path.size();
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
      ends_in_slash = true;
    } else if (segment == ".") {
      ends_in_slash = true;
    } else if (!segment.empty()) {
      kept.push_back(segment);
    }
    at = slash + 1;
  }
  std::string normal = "/";
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (i > 0) normal.push_back('/');
    normal.append(kept[i]);
  }
  if (ends_in_slash && !kept.empty()) normal.push_back('/');
  return normal;
}

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

// Without spaces around, and with runs of spaces inside as one.
void append_trimmed(std::string& out, std::string_view value) {
  bool pending_space = false;
  bool started = false;
  for (const char c : value) {
    if (is_space(c)) {
      pending_space = started;
      continue;
    }
    if (pending_space) out.push_back(' ');
    pending_space = false;
    started = true;
    out.push_back(c);
  }
}

}  // namespace

std::string canonical_path(std::string_view path, PathStyle style) {
  if (style == PathStyle::verbatim) return percent_encode(percent_decode(path), true);
  return percent_encode(without_dot_segments(path), true);
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view pair = query.substr(at, end - at);
    at = end + 1;
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::string name = percent_encode(percent_decode(pair.substr(0, equals)));
    if (name == "X-Amz-Signature") continue;
    const std::string_view value = equals < pair.size() ? pair.substr(equals + 1) : "";
    parameters.emplace_back(std::move(name), percent_encode(percent_decode(value)));
  }
  std::sort(parameters.begin(), parameters.end());
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text.push_back('&');
    text.append(name).append("=").append(value);
  }
  return text;
}

std::string joined(std::span<const std::string> signed_headers) {
  std::string text;
  for (const std::string& name : signed_headers) {
    if (!text.empty()) text.push_back(';');
    text.append(name);
  }
  return text;
}

std::string canonical_request(const HttpRequest& request,
                              std::span<const std::string> signed_headers,
                              std::string_view payload_hash, PathStyle style) {
  std::string text = request.method;
  text.push_back('\n');
  text.append(canonical_path(request.path(), style));
  text.push_back('\n');
  text.append(canonical_query(request.query()));
  text.push_back('\n');
  for (const std::string& name : signed_headers) {
    text.append(name);
    char separator = ':';
    for (const auto& [header, value] : request.headers) {
      if (!equals_ignore_case(header, name)) continue;
      text.push_back(separator);
      append_trimmed(text, value);
      separator = ',';
    }
    if (separator == ':') text.push_back(':');
    text.push_back('\n');
  }
  text.push_back('\n');
  text.append(joined(signed_headers));
  text.push_back('\n');
  text.append(payload_hash);
  return text;
}

}  // namespace bellwether::aws::sigv4
