// One call to an AWS service: found, signed, sent, retried. The generated clients stand on this.
//
//   auto core = aws::ClientCore::from_environment();
//   aws::dynamodb::Client dynamodb(*core);
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "aws/client/config.h"
#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/core/operation.h"

namespace bellwether::aws {

// Time and chance, so that tests need not wait for either.
struct Ambient {
  std::function<Timestamp()> now;
  // In [0, 1).
  std::function<double()> random;
  std::function<void(std::chrono::milliseconds)> sleep;

  static Ambient of_the_process();
};

// Blocking; safe from several threads.
class ClientCore {
 public:
  explicit ClientCore(ClientConfig config, Ambient ambient = Ambient::of_the_process());
  ~ClientCore();
  ClientCore(const ClientCore&) = delete;
  ClientCore& operator=(const ClientCore&) = delete;

  static Result<std::shared_ptr<ClientCore>> from_environment();

  // The response whose status is below 300. Otherwise the service's error, or one of ours with
  // http_status 0: EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError,
  // ConnectionClosedError, SSLError, ResponseParserError, NoCredentialsError,
  // CredentialRetrievalError, InvalidConfigError.
  // BodyStreamError when the request's source or the sink fails. With a sink the body goes there
  // in place of the response; a call that has passed on a byte is not retried.
  Result<HttpResponse> call(const OperationInfo& operation, HttpRequest request,
                            ResponseSink* sink = nullptr);

  // Does now what the first calls would otherwise do: credentials, name, TCP, TLS and the day's
  // signing key. In a Lambda function's init, where the core is whole. `connections`: as many as
  // will call at the same time.
  Result<Unit> warm_up(const ServiceInfo& service, std::size_t connections = 1);

  const ClientConfig& config() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bellwether::aws
