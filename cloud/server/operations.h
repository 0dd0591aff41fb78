// What a service gives the server: its operations, each a function of typed input to typed output.
//
//   table.add<aws::dynamodb::GetItem>([this](const RequestContext& context, GetItemInput input) {
//     return get_item(context, std::move(input));   // Result<GetItemOutput> or a Task of it
//   });
//
// An operation whose model streams its payload is given it as a third argument, `Payload&`, and may
// answer a Streamed output.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "aws/core/operation.h"
#include "cloud/core/body.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/server/http_handler.h"

namespace bellwether::cloud::server {

struct Operation {
  const aws::OperationInfo* info = nullptr;
  // What is referred to outlives the task.
  std::function<Task<Response>(const RequestContext&, const aws::HttpRequest&,
                               const aws::PathParameters&, Payload&)>
      run;
};

// An error in its protocol's form, with the request's id where that repeats it.
inline aws::HttpResponse refusal(const RequestContext& context, const aws::ServiceInfo& service,
                                 aws::Error error) {
  error.request_id = context.request_id;
  return aws::encode_error(service, error);
}

class OperationTable {
 public:
  template <class Op, class Handler>
  void add(Handler handler) {
    operations_.push_back(
        {&Op::info,
         [handler = std::move(handler)](
             const RequestContext& context, const aws::HttpRequest& request,
             const aws::PathParameters& path, [[maybe_unused]] Payload& payload) -> Task<Response> {
           auto input = Op::decode_request(request, path);
           if (!input) co_return refusal(context, Op::info.service, std::move(input.error()));
           using Input = typename Op::Input;
           if constexpr (std::is_invocable_v<const Handler&, const RequestContext&, Input,
                                             Payload&>) {
             co_return answer<Op>(context, co_await handler(context, std::move(*input), payload));
           } else {
             using Answer = std::invoke_result_t<const Handler&, const RequestContext&, Input>;
             if constexpr (requires(Answer a) { a.has_value(); }) {
               co_return answer<Op>(context, handler(context, std::move(*input)));
             } else {
               co_return answer<Op>(context, co_await handler(context, std::move(*input)));
             }
           }
         }});
  }

  // Operations that the service has on AWS and not here: they are refused by their name.
  void add_others(std::span<const aws::OperationInfo> others) { others_.push_back(others); }

  const std::vector<Operation>& operations() const { return operations_; }
  const std::vector<std::span<const aws::OperationInfo>>& others() const { return others_; }

 private:
  template <class Op, class Answer>
  static Response answer(const RequestContext& context, Result<Answer> result) {
    if (!result) return refusal(context, Op::info.service, std::move(result.error()));
    if constexpr (std::is_same_v<Answer, Streamed<typename Op::Output>>) {
      Response response = Op::encode_response(result->output);
      response.files = std::move(result->files);
      return response;
    } else {
      return Op::encode_response(*result);
    }
  }

  std::vector<Operation> operations_;
  std::vector<std::span<const aws::OperationInfo>> others_;
};

// HTTP that is not an AWS API: deployed REST APIs, the control path.
class HttpEndpoint {
 public:
  virtual ~HttpEndpoint() = default;
  // Whether this request is for this endpoint, by host or path.
  virtual bool claims(const aws::HttpRequest& request) const = 0;
  virtual Task<aws::HttpResponse> handle(const RequestContext& context,
                                         const aws::HttpRequest& request) = 0;
};

}  // namespace bellwether::cloud::server
