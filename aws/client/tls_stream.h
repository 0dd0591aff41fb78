// TLS 1.2 and 1.3 over TCP by OpenSSL. A program that never makes one links none of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "aws/client/stream.h"
#include "aws/client/tcp_stream.h"

namespace bellwether::aws {

// Whom to trust. Made once, shared by all connections; safe from several threads.
class TlsContext {
 public:
  // Trusts Amazon's roots; or, when `ca_bundle` is not empty, exactly the certificates of that PEM
  // file.
  static Transported<std::shared_ptr<TlsContext>> create(const std::string& ca_bundle);

  // Handshakes as a client. The certificate has to be valid for `host`, a name or an address. The
  // stream's own timeouts bound the handshake's waits.
  Transported<std::unique_ptr<Stream>> connect(TcpStream stream, const std::string& host);

  ~TlsContext();
  struct Parts;

 private:
  explicit TlsContext(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace bellwether::aws
