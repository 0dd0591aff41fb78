// A bare HTTP/1.1 connection for measuring: sends bytes it was given, reads one answer, does
// nothing else, so that what is measured is the other side.
#pragma once

#include <string>
#include <string_view>

namespace bellwether::bench {

// Reads answers out of whatever pieces the socket delivers. Only Content-Length bodies.
class AnswerReader {
 public:
  void feed(std::string_view bytes) { buffer_ += bytes; }
  // True when a whole answer is there; it is then taken out. Exits when there is no Content-Length.
  bool take(int& status);

 private:
  std::string buffer_;
};

// A connected TCP socket to 127.0.0.1 without delay; exits with a message when nobody listens.
int connect_loopback(int port);

// Sends all and waits for one answer; its status.
int exchange(int socket, std::string_view request, AnswerReader& reader);

}  // namespace bellwether::bench
