#include "functions/shed_function.h"

#include <cstdlib>

namespace sheep_shed {

bellwether::aws::Result<ShedFunction> ShedFunction::connect(Route route) {
  const char* table = std::getenv("BACKEND_TABLE_NAME");
  if (table == nullptr || *table == '\0') {
    return bellwether::aws::fail(
        {.code = "ConfigurationError", .message = "BACKEND_TABLE_NAME names no table"});
  }
  auto client = bellwether::dynamodb::connect();
  if (!client) return bellwether::aws::fail(client.error());
  return ShedFunction(DynamoDbShed(*std::move(client), table), route);
}

}  // namespace sheep_shed
