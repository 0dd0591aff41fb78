#include "bellwether/dynamodb.h"

#include "aws/client/client_core.h"
#include "bellwether/log.h"

namespace bellwether::dynamodb {

aws::Result<Client> connect(std::size_t connections) {
  auto core = aws::ClientCore::from_environment();
  if (!core) return aws::fail(std::move(core.error()));
  if (auto warm = (*core)->warm_up(ListTables::info.service, connections); !warm) {
    const bool unreachable = warm.error().code == "EndpointConnectionError" ||
                             warm.error().code == "ConnectTimeoutError";
    if (!unreachable) return aws::fail(std::move(warm.error()));
    log::warn(warm.error().message);
  }
  return Client(std::move(*core));
}

}  // namespace bellwether::dynamodb
