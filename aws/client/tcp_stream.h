// A TCP connection.
#pragma once

#include <chrono>
#include <memory>
#include <span>

#include <sys/uio.h>

#include "aws/client/file_descriptor.h"
#include "aws/client/resolver.h"
#include "aws/client/stream.h"

namespace bellwether::aws {

class TcpStream final : public Stream {
 public:
  // The first address that accepts. `io_timeout` bounds each later wait for the peer; zero waits
  // for ever.
  static Transported<TcpStream> connect(std::span<const Address> addresses, Deadline deadline,
                                        std::chrono::milliseconds io_timeout);

  Transported<void> write(std::string_view head, std::string_view body) override;
  Transported<std::size_t> read(char* into, std::size_t capacity) override;

  int fd() const { return socket_.get(); }

 private:
  explicit TcpStream(FileDescriptor socket) : socket_(std::move(socket)) {}

  FileDescriptor socket_;
};

// Bounds each wait of a blocking socket for its peer; zero waits for ever.
void set_io_timeout(int fd, std::chrono::milliseconds timeout);

// What errno says about a transfer.
TransportError transfer_error(int error);

}  // namespace bellwether::aws
