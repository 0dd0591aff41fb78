#include "runtime/connect.h"

#include "aws/client/retry.h"
#include "bellwether/log.h"

namespace bellwether {

aws::Result<std::shared_ptr<aws::ClientCore>> connect_core(const aws::ServiceInfo& service,
                                                           std::size_t connections) {
  auto core = aws::ClientCore::from_environment();
  if (!core) return core;
  for (const std::string& warning : (*core)->config().warnings) log::warn(warning);
  if (auto warm = (*core)->warm_up(service, connections); !warm) {
    if (aws::classify(warm.error()) == aws::Retryable::no) {
      return aws::fail(std::move(warm.error()));
    }
    log::warn(warm.error().message);
  }
  return core;
}

}  // namespace bellwether
