// Which operation a request asks for.
//
// JSON services say it in X-Amz-Target; REST services by method, path and query, among the
// operations of the service that the signature names, or of all services when there is none. A
// bucket may stand in the host's name in place of the path.
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

  // An operation of a REST service; one that is not answered has no `operation`.
  struct Candidate {
    const aws::OperationInfo* info;
    const Operation* operation;
  };
  using Candidates = std::vector<Candidate>;

  void add_path(Candidate candidate);
  Route by_target(std::string_view target) const;
  Route by_path(const aws::HttpRequest& request, std::string_view signing_name) const;
  // The candidate that fits best, its path's labels bound; or null.
  const Candidate* best(const aws::HttpRequest& request, std::string_view path,
                        std::string_view signing_name, aws::PathParameters& labels) const;

  std::vector<Operation> operations_;
  ByText<const Operation*> targets_;
  ByText<const aws::ServiceInfo*> target_prefixes_;
  ByText<const aws::ServiceInfo*> signing_names_;
  // "GET 2015-03-31": by method and first segment; "GET {}" where that is a label.
  ByText<Candidates> paths_;
  ByText<const aws::ServiceInfo*> first_segments_;
  // Whose uris begin with a label: S3, which takes what no other service knows.
  const aws::ServiceInfo* open_service_ = nullptr;
  std::vector<std::string_view> services_;
};

}  // namespace bellwether::cloud::server
