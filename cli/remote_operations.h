// The template engine's operations as signed requests to an endpoint.
#pragma once

#include "aws/client/client_core.h"
#include "cloud/cloudformation/operations.h"

namespace bellwether::cli {

class RemoteOperations final : public cloud::cloudformation::AnsweringAll<RemoteOperations> {
 public:
  explicit RemoteOperations(aws::ClientCore& core) : core_(core) {}

  template <class Op>
  aws::Result<typename Op::Output> send(const typename Op::Input& input) {
    const auto response = core_.call(Op::info, Op::encode_request(input));
    if (!response) return std::unexpected(response.error());
    return Op::decode_response(*response);
  }

 private:
  aws::ClientCore& core_;
};

}  // namespace bellwether::cli
