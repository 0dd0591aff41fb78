// A bare HTTP/1.1 connection for measuring: sends bytes it was given, reads one answer, does
// nothing else, so that what is measured is the other side.
#pragma once

#include <string_view>

#include "tests/bench/answer_reader.h"

namespace bellwether::bench {

// A connected TCP socket to 127.0.0.1 without delay; exits with a message when nobody listens.
int connect_loopback(int port);

// Sends all and waits for one answer; its status.
int exchange(int socket, std::string_view request, AnswerReader& reader);

}  // namespace bellwether::bench
