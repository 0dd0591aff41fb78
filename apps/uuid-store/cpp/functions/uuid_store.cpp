// The function: reads the environment and connects in INIT, where the core is whole, and hands
// events over.
#include <cstdlib>
#include <memory>
#include <utility>

#include <bellwether/dynamodb.h>
#include <bellwether/events/apigateway.h>
#include <bellwether/runtime.h>
#include <bellwether/s3.h>

#include "cloud/aws_store.h"
#include "handlers/routes.h"

using namespace uuid_store;
using bellwether::events::ApiGatewayProxyRequest;
using bellwether::events::ApiGatewayProxyResponse;

namespace {

constexpr const char* bucket_variable = "S3_BUCKET_NAME";
constexpr const char* table_variable = "DYNAMODB_TABLE";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// What the environment lacks is no init error: callers are to be told its name.
bellwether::aws::Result<ConfiguredStore> connect() {
  std::string bucket = variable(bucket_variable);
  if (bucket.empty()) return ConfiguredStore(std::unexpect, bucket_variable);
  std::string table = variable(table_variable);
  if (table.empty()) return ConfiguredStore(std::unexpect, table_variable);
  auto s3 = bellwether::s3::connect();
  if (!s3) return bellwether::aws::fail(s3.error());
  auto dynamodb = bellwether::dynamodb::connect();
  if (!dynamodb) return bellwether::aws::fail(dynamodb.error());
  return std::make_unique<AwsStore>(*std::move(s3), std::move(bucket), *std::move(dynamodb),
                                    std::move(table));
}

class UuidStore {
 public:
  explicit UuidStore(ConfiguredStore store) : store_(std::move(store)) {}

  ApiGatewayProxyResponse operator()(const ApiGatewayProxyRequest& request) const {
    Answer answered = answer(store_, request.httpMethod, request.resource);
    return {.statusCode = answered.status,
            .headers = {{"Content-Type", "application/json"}},
            .body = std::move(answered.body)};
  }

 private:
  ConfiguredStore store_;
};

}  // namespace

int main() {
  return bellwether::run_with([]() -> bellwether::aws::Result<UuidStore> {
    auto store = connect();
    if (!store) return bellwether::aws::fail(store.error());
    return UuidStore(*std::move(store));
  });
}
