// The parts of an endpoint: "https://host:port/base".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bellwether::aws {

struct Url {
  bool tls = false;
  // Without the brackets of an IPv6 address.
  std::string host;
  std::uint16_t port = 80;
  // "" or "/base", never with a trailing slash.
  std::string base_path;
  std::string query;

  // As the Host header wants it: the port only when it is not the scheme's own.
  std::string authority() const;
  friend bool operator==(const Url&, const Url&) = default;
};

// http and https only, without user information or fragment; nothing otherwise.
std::optional<Url> parse_url(std::string_view text);

}  // namespace bellwether::aws
