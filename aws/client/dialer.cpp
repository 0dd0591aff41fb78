#include "aws/client/dialer.h"

namespace bellwether::aws {

Transported<std::unique_ptr<HttpConnection>> Dialer::dial(const Url& url) const {
  const Deadline deadline = std::chrono::steady_clock::now() + timeouts_.connect;
  const auto addresses = resolver_.resolve(url.host, url.port, deadline);
  if (!addresses) return std::unexpected(addresses.error());
  auto tcp = TcpStream::connect(*addresses, deadline, timeouts_.read);
  if (!tcp) return std::unexpected(std::move(tcp.error()));
  if (!url.tls) {
    return std::make_unique<HttpConnection>(std::make_unique<TcpStream>(std::move(*tcp)));
  }

  auto context = tls();
  if (!context) return std::unexpected(std::move(context.error()));
  // The handshake is part of connecting, and bounded as such.
  const int fd = tcp->fd();
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  set_io_timeout(fd, std::max(left, std::chrono::milliseconds(1)));
  auto stream = (*context)->connect(std::move(*tcp), url.host);
  if (!stream) {
    if (stream.error().kind == TransportError::Kind::timed_out) {
      stream.error().kind = TransportError::Kind::connect_timed_out;
    }
    return std::unexpected(std::move(stream.error()));
  }
  set_io_timeout(fd, timeouts_.read);
  return std::make_unique<HttpConnection>(std::move(*stream));
}

Transported<std::shared_ptr<TlsContext>> Dialer::tls() const {
  const std::lock_guard lock(mutex_);
  if (!tls_) {
    auto made = TlsContext::create(ca_bundle_);
    if (!made) return made;
    tls_ = std::move(*made);
  }
  return tls_;
}

}  // namespace bellwether::aws
