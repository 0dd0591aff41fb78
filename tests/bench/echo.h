// The floor: a loop on a thread of its own that answers every request of one size with the same
// bytes and does nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <thread>

namespace bellwether::bench {

class Echo {
 public:
  // Requests have exactly request_bytes; answers carry a body of body_bytes. Exits when there is no
  // port to listen on.
  Echo(std::size_t request_bytes, std::size_t body_bytes);
  ~Echo();
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;

  int port() const { return port_; }

 private:
  struct Connection;
  void serve();
  // False when the peer has gone.
  bool read_some(Connection& connection);
  void write_some(Connection& connection) const;

  std::size_t request_bytes_;
  std::string answer_;
  int listener_;
  int poll_;
  int stop_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace bellwether::bench
