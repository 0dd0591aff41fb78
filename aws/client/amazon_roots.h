// The roots that AWS's endpoints chain to, as PEM text.
//
// Only these: reading a system's whole bundle costs 19 ms of CPU, which is 260 ms of a throttled
// 128 MB function, and distributions do not agree where it lies.
#pragma once

#include <string_view>

namespace bellwether::aws {

std::string_view amazon_roots();

}  // namespace bellwether::aws
