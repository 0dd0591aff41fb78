// The names of requests that AWS carries out once, however often they arrive.
#pragma once

#include <string>

namespace bellwether::aws {

// A random UUID (version 4), as AWS's SDKs put in place of a token that the caller left out.
std::string make_idempotency_token();

}  // namespace bellwether::aws
