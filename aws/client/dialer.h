// Opens connections: name, TCP, and TLS where the URL wants it.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "aws/client/http_connection.h"
#include "aws/client/resolver.h"
#include "aws/client/timeouts.h"
#include "aws/client/tls_stream.h"
#include "aws/client/url.h"

namespace bellwether::aws {

// Safe from several threads.
class Dialer {
 public:
  // `ca_bundle`: a PEM file to trust in place of Amazon's roots, or empty.
  Dialer(Timeouts timeouts, std::string ca_bundle)
      : timeouts_(timeouts), ca_bundle_(std::move(ca_bundle)) {}

  Transported<std::unique_ptr<HttpConnection>> dial(const Url& url) const;

 private:
  Transported<std::shared_ptr<TlsContext>> tls() const;

  Timeouts timeouts_;
  std::string ca_bundle_;
  Resolver resolver_;
  // Made at the first https URL: a program that talks plain HTTP never starts OpenSSL.
  mutable std::mutex mutex_;
  mutable std::shared_ptr<TlsContext> tls_;
};

}  // namespace bellwether::aws
