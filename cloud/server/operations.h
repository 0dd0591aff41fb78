// What a service gives the server: its operations, each a function of typed input to typed output.
//
//   table.add<aws::dynamodb::GetItem>([this](const RequestContext& context, GetItemInput input) {
//     return get_item(context, std::move(input));   // Result<GetItemOutput> or a Task of it
//   });
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
#include "cloud/core/context.h"
#include "cloud/core/task.h"

namespace bellwether::cloud::server {

struct Operation {
  const aws::OperationInfo* info = nullptr;
  // The request outlives the task.
  std::function<Task<aws::HttpResponse>(const RequestContext&, const aws::HttpRequest&,
                                        const aws::PathParameters&)>
      run;
};

class OperationTable {
 public:
  template <class Op, class Handler>
  void add(Handler handler) {
    operations_.push_back(
        {&Op::info,
         [handler = std::move(handler)](
             const RequestContext& context, const aws::HttpRequest& request,
             const aws::PathParameters& path) -> Task<aws::HttpResponse> {
           auto input = Op::decode_request(request, path);
           if (!input) co_return aws::encode_error(Op::info.service, input.error());
           using Answer =
               std::invoke_result_t<const Handler&, const RequestContext&, typename Op::Input>;
           if constexpr (std::is_same_v<Answer, Result<typename Op::Output>>) {
             co_return answer<Op>(handler(context, std::move(*input)));
           } else {
             co_return answer<Op>(co_await handler(context, std::move(*input)));
           }
         }});
  }

  // Operations that the service has on AWS and not here: they are refused by their name.
  void add_others(std::span<const aws::OperationInfo> others) { others_.push_back(others); }

  const std::vector<Operation>& operations() const { return operations_; }
  const std::vector<std::span<const aws::OperationInfo>>& others() const { return others_; }

 private:
  template <class Op>
  static aws::HttpResponse answer(const Result<typename Op::Output>& output) {
    return output ? Op::encode_response(*output)
                  : aws::encode_error(Op::info.service, output.error());
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
