// The head of a response as bytes.
#pragma once

#include <cstdint>
#include <string>

#include "cloud/server/http_handler.h"

namespace bellwether::cloud::server {

// What the connection, not the handler, knows.
struct ResponseFraming {
  bool head_request = false;
  bool http_1_0 = false;
  bool keep_alive = true;
};

// Replaces `out` by status line and headers, the empty line included. Framing headers that the
// handler set itself (Content-Length, Transfer-Encoding, Connection, ...) are replaced by true
// ones, and no header can break out of its line. The answer to HEAD keeps the handler's
// Content-Length, which is that of the body it does not have.
void write_response_head(const Response& response, const ResponseFraming& framing,
                         std::string& out);

// Whether a response of this status carries a body at all.
bool has_body(int status);

}  // namespace bellwether::cloud::server
