// Which operation a request asks for.
//
// JSON services say it in X-Amz-Target; REST services by method and path, among the operations of
// the service that the signature names, or of all services when there is none.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aws/core/error.h"
#include "cloud/server/operations.h"

namespace bellwether::cloud::server {

struct Route {
  // Null when nothing matches; `error` then says why.
  const Operation* operation = nullptr;
  // Whose form an error takes; never null.
  const aws::ServiceInfo* service = nullptr;
  aws::PathParameters path;
  aws::Error error;
};

// Immutable once made: routes on all loops at once.
class Router {
 public:
  explicit Router(const OperationTable& table);

  Route route(const aws::HttpRequest& request, std::string_view signing_name) const;

  // The names of the services, in order.
  const std::vector<std::string_view>& services() const { return services_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  template <class T>
  using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

  Route by_target(std::string_view target) const;
  Route by_path(const aws::HttpRequest& request, std::string_view signing_name) const;

  std::vector<Operation> operations_;
  ByText<const Operation*> targets_;
  ByText<const aws::ServiceInfo*> target_prefixes_;
  ByText<const aws::ServiceInfo*> signing_names_;
  // "GET 2015-03-31": by method and first segment.
  ByText<std::vector<const Operation*>> paths_;
  ByText<const aws::ServiceInfo*> first_segments_;
  std::vector<std::string_view> services_;
};

}  // namespace bellwether::cloud::server
