// A REST API's proxy event in, its answer out.
#include <bellwether/events/apigateway.h>
#include <bellwether/runtime.h>

namespace {

using namespace bellwether;

events::ApiGatewayProxyResponse handle(const events::ApiGatewayProxyRequest& request,
                                       const Context& context) {
  return {.statusCode = 200,
          .headers = {{"Content-Type", "text/plain"}},
          .body = request.httpMethod + " " + request.path + " by " + context.function_name + "\n"};
}

}  // namespace

int main() {
  return run(handle);
}
