#include <bellwether/runtime.h>

#include "functions/http.h"
#include "handlers/routes.h"

using namespace sheep_shed;

namespace {

ApiGatewayProxyResponse handle(const ApiGatewayProxyRequest& request) {
  return respond(get_cat_ackermann(query_parameter(request, "m"), query_parameter(request, "n")));
}

}  // namespace

int main() {
  return bellwether::run(handle);
}
