// AWS's partitions: groups of regions with domain names of their own.
#pragma once

#include <string_view>

namespace bellwether::aws {

struct Partition {
  // "us-isob-", or empty for the partition of all other regions.
  std::string_view region_prefix;
  std::string_view dns_suffix;
  std::string_view dualstack_dns_suffix;
};

// Of any region, whether AWS has opened it yet or not. Generated, as the wire is, from what
// botocore knows.
const Partition& partition_of(std::string_view region);

}  // namespace bellwether::aws
