#include "bellwether/dynamodb.h"

#include "runtime/connect.h"

namespace bellwether::dynamodb {

aws::Result<Client> connect(std::size_t connections) {
  auto core = connect_core(service, connections);
  if (!core) return aws::fail(std::move(core.error()));
  return Client(std::move(*core));
}

}  // namespace bellwether::dynamodb
