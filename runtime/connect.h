// What every client's connect() does: the function's environment, connections and keys, in INIT.
#pragma once

#include <cstddef>
#include <memory>

#include "aws/client/client_core.h"

namespace bellwether {

// Configuration and credentials that are missing or wrong are errors, and a certificate that cannot
// be trusted. Whatever the calls would retry, such as an endpoint that cannot be reached, is a
// warning in the log.
aws::Result<std::shared_ptr<aws::ClientCore>> connect_core(const aws::ServiceInfo& service,
                                                           std::size_t connections);

}  // namespace bellwether
