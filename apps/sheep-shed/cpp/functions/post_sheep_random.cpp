#include <bellwether/runtime.h>

#include "functions/shed_function.h"
#include "handlers/routes.h"

using namespace sheep_shed;

int main() {
  return bellwether::run_with([] {
    return ShedFunction::connect([](Shed& shed, const ApiGatewayProxyRequest& request) {
      return post_sheep_random(shed, path_parameter(request, "Tattoo"));
    });
  });
}
