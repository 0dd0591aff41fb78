// Serves deployed REST APIs:
//
//   http://127.0.0.1:4566/restapis/{api}/{stage}/_user_request_/...
//   http://{api}.execute-api.localhost:4566/{stage}/...
//
// A request is matched against the stage's deployment, handed to its integration, and the answer is
// mapped back, with API Gateway's own errors in between. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cloud/apigateway/live_stage.h"
#include "cloud/core/clock.h"
#include "cloud/lambda/invoker.h"
#include "cloud/server/operations.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::apigateway {

class Endpoint final : public server::HttpEndpoint {
 public:
  // All must outlive the endpoint and the invocations it began: a function that outlives its
  // integration's timeout is not stopped, as on AWS.
  Endpoint(store::Store& store, Clock& clock, Random& random, lambda::FunctionInvoker& invoker)
      : stages_(store), clock_(clock), random_(random), invoker_(invoker) {}

  bool claims(const aws::HttpRequest& request) const override;
  Task<aws::HttpResponse> handle(const RequestContext& context,
                                 const aws::HttpRequest& request) override;

 private:
  struct Ids {
    std::string request;
    std::string extended;
    std::string trace;
  };

  Ids make_ids(const RequestContext& context);
  Task<aws::HttpResponse> route(const RequestContext& context, const aws::HttpRequest& request,
                                const Ids& ids);
  Task<aws::HttpResponse> call(const LambdaIntegration& integration,
                               std::chrono::milliseconds timeout, const LiveStage& stage,
                               std::string event, const RequestContext& context,
                               std::string_view accept);

  LiveStages stages_;
  Clock& clock_;
  Random& random_;
  lambda::FunctionInvoker& invoker_;
};

}  // namespace bellwether::cloud::apigateway
