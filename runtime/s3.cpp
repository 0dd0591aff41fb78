#include "bellwether/s3.h"

#include "runtime/connect.h"

namespace bellwether::s3 {

aws::Result<Client> connect(std::size_t connections) {
  auto core = connect_core(service, connections);
  if (!core) return aws::fail(std::move(core.error()));
  return Client(std::move(*core));
}

}  // namespace bellwether::s3
