// A Lambda function in C++: a handler and a main of one line.
//
//   #include <bellwether/events/apigateway.h>
//   #include <bellwether/runtime.h>
//
//   using namespace bellwether;
//
//   events::ApiGatewayProxyResponse handle(const events::ApiGatewayProxyRequest& request,
//                                          const Context& context) {
//     return {.statusCode = 200, .body = request.path + " of " + context.function_name + "\n"};
//   }
//
//   int main() { return bellwether::run(handle); }
//
// An exception that leaves the handler, and an unexpected value, are answered as the function's
// error (errorType, errorMessage, stackTrace); the execution environment goes on. One invocation at
// a time, on the thread that called run().
#pragma once

#include <utility>

#include "bellwether/handler.h"

namespace bellwether {

// Serves invocations until Lambda ends the process; main returns what it returns. `initialise` runs
// first, once; where it fails the error goes to Lambda's init/error.
int serve(const Initialisation& initialise);

// A handler that needs nothing made before.
template <class Handler>
int run(Handler handler) {
  return serve(
      [&]() -> std::expected<Invocation, FunctionError> { return adapt(std::move(handler)); });
}

// A handler made by `make()` within INIT, where the core is whole and whatever fails is an init
// error: the place for clients, connections and tables. `make` returns the handler, or
// std::expected of it with FunctionError or aws::Error.
//
//   int main() {
//     return bellwether::run_with([]() -> aws::Result<CountSheep> {
//       auto client = bellwether::dynamodb::connect();
//       if (!client) return aws::fail(client.error());
//       return CountSheep(std::move(*client));
//     });
//   }
template <class Factory>
int run_with(Factory make) {
  return serve([&]() -> std::expected<Invocation, FunctionError> {
    auto made = make();
    if constexpr (detail::is_expected<decltype(made)>) {
      if (!made) return std::unexpected(FunctionError(std::move(made.error())));
      return adapt(*std::move(made));
    } else {
      return adapt(std::move(made));
    }
  });
}

}  // namespace bellwether
