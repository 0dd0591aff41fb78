// Stages as requests meet them: the deployment's routes compiled, kept as long as the stage points
// to that deployment.
//
// A kept stage is used only while the store still holds the very record it was made from: one
// lookup a request instead of an invalidation that could be forgotten. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/apigateway/lambda_uri.h"
#include "cloud/apigateway/route_table.h"
#include "cloud/core/context.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::apigateway {

struct LiveStage {
  Scope scope;
  std::string api;
  std::string name;
  std::string deployment;
  StageVariables variables;
  std::vector<std::string> binary_media_types;
  // disableExecuteApiEndpoint: answered at neither of its addresses, as on AWS, where custom domain
  // names are left.
  bool disabled = false;
  RouteTable routes;
  // Where the stage's record lies, and what it was.
  std::string key;
  std::string record;
};

class LiveStages {
 public:
  // Emptied when full: more APIs than this are not called in turn on one machine.
  static constexpr std::size_t kMaxStages = 1024;

  explicit LiveStages(store::Store& store) : store_(store) {}

  // Null when there is no such API or stage.
  std::shared_ptr<const LiveStage> find(std::string_view api, std::string_view stage);

 private:
  store::Store& store_;
  std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<const LiveStage>, std::less<>> stages_;  // by "api/stage"
};

}  // namespace bellwether::cloud::apigateway
