// Where to connect to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sys/socket.h>

namespace bellwether::aws {

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  std::string text() const;
};

// "127.0.0.1" or "::1", without brackets.
std::optional<Address> numeric_address(std::string_view host, std::uint16_t port);

// RFC 6761: "localhost" and every name under it are this machine.
bool is_localhost(std::string_view host);

}  // namespace bellwether::aws
