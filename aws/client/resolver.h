// Host names to addresses, without glibc's resolver: a static binary would load the machine's name
// service plugins, which belong to another glibc than the one linked in.
//
// In this order: numeric addresses and "localhost" (no file, no packet), /etc/hosts, then the
// servers of /etc/resolv.conf over UDP, and TCP where an answer is truncated. IPv6 addresses are
// asked for only when a name has no IPv4 address. Nothing is cached: connections are kept instead.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "aws/client/address.h"
#include "aws/client/stream.h"

namespace bellwether::aws {

using Deadline = std::chrono::steady_clock::time_point;

class Resolver {
 public:
  struct Files {
    std::string hosts = "/etc/hosts";
    std::string resolv_conf = "/etc/resolv.conf";
  };

  Resolver();
  // `dns_port` is the servers' port: 53 but in tests.
  Resolver(Files files, std::uint16_t dns_port);

  // At least one address, in the order to try. Safe from several threads.
  Transported<std::vector<Address>> resolve(std::string_view host, std::uint16_t port,
                                            Deadline deadline) const;

 private:
  Files files_;
  std::uint16_t dns_port_;
};

}  // namespace bellwether::aws
