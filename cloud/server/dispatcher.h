// The way of one request: which endpoint or operation, who asks, run it, stamp the answer, log it.
#pragma once

#include <memory>
#include <vector>

#include "cloud/core/clock.h"
#include "cloud/server/access_log.h"
#include "cloud/server/authenticate.h"
#include "cloud/server/browser.h"
#include "cloud/server/http_handler.h"
#include "cloud/server/operations.h"
#include "cloud/server/router.h"

namespace bellwether::cloud::server {

struct DispatcherParts {
  const OperationTable& operations;
  // Asked in this order before any operation; they outlive the dispatcher.
  std::vector<HttpEndpoint*> endpoints;
  Authenticator& authenticator;
  const OriginPolicy& origins;
  AccessLog& access_log;
  Clock& clock;
  Random& random;
};

// Thread-safe.
class Dispatcher final : public HttpHandler {
 public:
  explicit Dispatcher(DispatcherParts parts);

  BodyPlan plan_body(const aws::HttpRequest& head,
                     std::optional<std::uint64_t> length) const override;
  aws::HttpResponse refuse(const aws::HttpRequest& head, Refusal why, const Peer& peer) override;
  Task<Response> handle(aws::HttpRequest& request, BodySource& body, const Peer& peer) override;

 private:
  struct Exchange;

  HttpEndpoint* endpoint(const aws::HttpRequest& request) const;
  Task<Response> run(HttpEndpoint& endpoint, Exchange& exchange);
  Task<Response> run(const Operation& operation, Exchange& exchange);
  // An answer that needs no operation, or nullopt with exchange.route set.
  std::optional<aws::HttpResponse> admit(Exchange& exchange);
  void finish(const Exchange& exchange, Response& response);

  const DispatcherParts parts_;
  const Router router_;
};

}  // namespace bellwether::cloud::server
