#include "cloud/apigateway/proxy_response.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "aws/core/types.h"
#include "cloud/apigateway/media_type.h"

namespace bellwether::cloud::apigateway {
namespace {

using Element = simdjson::dom::element;
using simdjson::dom::element_type;

// Headers that belong to the gateway's own connection; a function's are renamed, as on AWS.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
constexpr std::array<std::string_view, 6> kRemapped = {
    "Connection", "Content-Length", "Date", "Server", "Upgrade", "WWW-Authenticate"};

bool is_token(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return c > ' ' && c < 127 && !std::string_view("()<>@,;:\\\"/[]?={}").contains(c);
  });
}

bool is_header_value(std::string_view value) {
  return std::ranges::none_of(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

using Read = std::expected<void, std::string>;

template <class... Args>
std::unexpected<std::string> malformed(fmt::format_string<Args...> text, Args&&... args) {
  return std::unexpected(fmt::format(text, std::forward<Args>(args)...));
}

// Enough to recognise a value by.
constexpr std::size_t kMaxQuoted = 80;

// On one line, whatever the function wrote.
std::string in_quotes(std::string_view text) {
  if (text.size() <= kMaxQuoted) return fmt::format("{:?}", text);
  return fmt::format("{:?}...", text.substr(0, kMaxQuoted));
}

std::string_view kind(Element value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::STRING:
      return "a string";
    case element_type::BOOL:
      return "a boolean";
    case element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

// Strings as they are, numbers and booleans as JSON writes them.
bool scalar_text(Element value, std::string& text) {
  std::string_view string;
  switch (value.type()) {
    case element_type::STRING:
      if (value.get(string) != simdjson::SUCCESS) return false;
      text = string;
      return true;
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
    case element_type::BOOL:
      text = simdjson::minify(value);
      return true;
    default:
      return false;
  }
}

std::string shown(Element value) {
  std::string text;
  if (!scalar_text(value, text)) return std::string(kind(value));
  return value.is_string() ? in_quotes(text) : text;
}

bool read_status(Element value, int& status) {
  std::string text;
  if (value.type() != element_type::STRING && value.type() != element_type::INT64) return false;
  if (!scalar_text(value, text)) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
  return error == std::errc{} && end == text.data() + text.size() && status >= 100 && status <= 599;
}

Read add_header(aws::Headers& headers, std::string_view name, Element value) {
  std::string text;
  if (!scalar_text(value, text)) {
    return malformed("header {} is {}, not a string", in_quotes(name), kind(value));
  }
  if (!is_token(name)) return malformed("{} is no header's name", in_quotes(name));
  if (!is_header_value(text)) return malformed("header {} has a line break", in_quotes(name));
  // The gateway frames the message itself.
  if (aws::equals_ignore_case(name, "Transfer-Encoding")) return {};
  const bool remapped = std::ranges::any_of(
      kRemapped, [name](std::string_view other) { return aws::equals_ignore_case(other, name); });
  headers.add(remapped ? "x-amzn-Remapped-" + std::string(name) : std::string(name), text);
  return {};
}

Read read_multi_headers(Element value, aws::Headers& headers) {
  simdjson::dom::object object;
  if (value.is_null()) return {};
  if (value.get(object) != simdjson::SUCCESS) {
    return malformed("multiValueHeaders is {}, not an object", kind(value));
  }
  for (const auto [name, values] : object) {
    simdjson::dom::array array;
    if (values.get(array) != simdjson::SUCCESS) {
      return malformed("{} of multiValueHeaders is {}, not an array", in_quotes(name),
                       kind(values));
    }
    for (const Element element : array) {
      if (auto added = add_header(headers, name, element); !added) return added;
    }
  }
  return {};
}

// A pair that multiValueHeaders holds already is not repeated.
Read read_headers(Element value, aws::Headers& headers) {
  simdjson::dom::object object;
  if (value.is_null()) return {};
  if (value.get(object) != simdjson::SUCCESS) {
    return malformed("headers is {}, not an object", kind(value));
  }
  for (const auto [name, element] : object) {
    std::string text;
    const bool known =
        scalar_text(element, text) && std::ranges::any_of(headers, [&](const auto& entry) {
          return aws::equals_ignore_case(entry.first, name) && entry.second == text;
        });
    if (known) continue;
    if (auto added = add_header(headers, name, element); !added) return added;
  }
  return {};
}

struct Members {
  Element headers;
  Element multi_value_headers;
  bool has_headers = false;
  bool has_multi_value_headers = false;
  bool base64 = false;
};

Read read_members(simdjson::dom::object object, aws::HttpResponse& response, Members& members) {
  for (const auto [name, value] : object) {
    if (name == "statusCode") {
      if (!read_status(value, response.status)) {
        return malformed("statusCode is {}, not a whole number from 100 to 599", shown(value));
      }
    } else if (name == "body") {
      std::string_view body;
      if (value.is_null()) continue;
      if (value.get(body) != simdjson::SUCCESS) {
        return malformed("body is {}, not a string", kind(value));
      }
      response.body = body;
    } else if (name == "headers") {
      members.headers = value;
      members.has_headers = true;
    } else if (name == "multiValueHeaders") {
      members.multi_value_headers = value;
      members.has_multi_value_headers = true;
    } else if (name == "isBase64Encoded") {
      if (!value.is_null() && value.get(members.base64) != simdjson::SUCCESS) {
        return malformed("isBase64Encoded is {}, not a boolean", kind(value));
      }
    } else {
      return malformed(
          "member {} is none of statusCode, headers, multiValueHeaders, body and isBase64Encoded",
          in_quotes(name));
    }
  }
  return {};
}

// Bytes go to a client that asks for a type which the API declares binary. AWS looks at the first
// type of Accept; without one, or with */*, the answer's own type decides.
bool wants_bytes(std::string_view accept, const aws::HttpResponse& response,
                 const std::vector<std::string>& binary_media_types) {
  const std::string_view first = essence(accept.substr(0, accept.find(',')));
  if (first.empty() || first == "*/*") {
    return is_binary(binary_media_types, response.headers.get("Content-Type"));
  }
  return is_binary(binary_media_types, first);
}

}  // namespace

std::expected<aws::HttpResponse, std::string> proxy_response(
    std::string_view payload, std::string_view accept,
    const std::vector<std::string>& binary_media_types) {
  simdjson::dom::parser parser;
  Element document;
  simdjson::dom::object object;
  if (parser.parse(payload.data(), payload.size()).get(document) != simdjson::SUCCESS) {
    return malformed("it is not JSON");
  }
  if (document.get(object) != simdjson::SUCCESS) {
    return malformed("it is {}, not an object", kind(document));
  }
  aws::HttpResponse response;
  Members members;
  if (auto read = read_members(object, response, members); !read) {
    return std::unexpected(std::move(read.error()));
  }
  if (members.has_multi_value_headers) {
    auto read = read_multi_headers(members.multi_value_headers, response.headers);
    if (!read) return std::unexpected(std::move(read.error()));
  }
  if (members.has_headers) {
    auto read = read_headers(members.headers, response.headers);
    if (!read) return std::unexpected(std::move(read.error()));
  }
  if (!response.headers.contains("Content-Type")) {
    response.headers.add("Content-Type", "application/json");
  }
  if (members.base64 && wants_bytes(accept, response, binary_media_types)) {
    std::string bytes;
    if (!aws::base64_decode(response.body, bytes)) {
      return malformed("isBase64Encoded is true, but body is not base64");
    }
    response.body = std::move(bytes);
  }
  return response;
}

}  // namespace bellwether::cloud::apigateway
