// What AWS has no operation for: the local machine's own controls, under /_bellwether/.
//
//   GET  /_bellwether/health     status, version, services; /_localstack/health in that tool's form
//   POST /_bellwether/reset      empties everything; ?service=NAME and ?account=ID narrow it
//
// Only for hosts and origins of this machine (see browser.h).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cloud/server/browser.h"
#include "cloud/server/operations.h"

namespace bellwether::cloud::server {

class ControlEndpoint final : public HttpEndpoint {
 public:
  // Empties a service, of one account or, when that is empty, of all.
  using Reset = std::function<Task<void>(const std::string& account)>;

  ControlEndpoint(std::string version, const OriginPolicy& origins)
      : version_(std::move(version)), origins_(origins) {}

  // Before serving. Services are reset in this order.
  void add_service(std::string name, Reset reset) {
    services_.push_back({.name = std::move(name), .reset = std::move(reset)});
  }
  // A service whose state is another's, which is the one to reset.
  void add_view(std::string name, std::string of) {
    services_.push_back({.name = std::move(name), .view_of = std::move(of)});
  }

  bool claims(const aws::HttpRequest& request) const override;
  Task<aws::HttpResponse> handle(const RequestContext& context,
                                 const aws::HttpRequest& request) override;

 private:
  struct Service {
    std::string name;
    Reset reset{};
    std::string view_of{};
  };

  aws::HttpResponse health() const;
  aws::HttpResponse localstack_health() const;
  Task<aws::HttpResponse> reset(const aws::HttpRequest& request);
  const Service* find(std::string_view name) const;

  const std::string version_;
  const OriginPolicy& origins_;
  std::vector<Service> services_;
};

}  // namespace bellwether::cloud::server
