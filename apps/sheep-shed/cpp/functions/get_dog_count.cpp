#include <bellwether/runtime.h>

#include "functions/shed_function.h"
#include "handlers/routes.h"

using namespace sheep_shed;

int main() {
  return bellwether::run_with([] {
    return ShedFunction::connect(
        [](Shed& shed, const ApiGatewayProxyRequest&) { return get_dog_count(shed); });
  });
}
