// What the tests of this room share: a service over a store in memory, and a loop to run it on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

#include "cloud/apigateway/service.h"

namespace bellwether::cloud::apigateway {

class ApiFixture : public testing::Test {
 protected:
  template <class T>
  T run(Task<T> task) {
    asio::io_context loop;
    const auto work = asio::make_work_guard(loop);
    std::optional<T> result;
    asio::co_spawn(
        loop,
        [](Task<T> inner, std::optional<T>& out, asio::io_context& io) -> Task<void> {
          out = co_await std::move(inner);
          io.stop();
        }(std::move(task), result, loop),
        asio::detached);
    loop.run();
    return std::move(*result);
  }

  // For answers that must be there.
  template <class T>
  T get(Task<Result<T>> task) {
    auto result = run(std::move(task));
    EXPECT_TRUE(result) << result.error().code << ": " << result.error().message;
    return result ? std::move(*result) : T{};
  }

  // "Code: message"
  template <class T>
  std::string refusal(Task<Result<T>> task) {
    const auto result = run(std::move(task));
    return result ? "accepted" : result.error().code + ": " + result.error().message;
  }

  std::string create_api(std::string name = "api") {
    const auto api = get(service.create_rest_api(context, {.name = std::move(name)}));
    root = api.rootResourceId.value_or("");
    return api.id.value_or("");
  }

  std::string create_resource(const std::string& api, std::string parent, std::string part) {
    return get(service.create_resource(
                   context,
                   {.restApiId = api, .parentId = std::move(parent), .pathPart = std::move(part)}))
        .id.value_or("");
  }

  void put_method(const std::string& api, std::string resource, std::string method) {
    get(service.put_method(context, {.restApiId = api,
                                     .resourceId = std::move(resource),
                                     .httpMethod = std::move(method),
                                     .authorizationType = "NONE"}));
  }

  static aws::apigateway::PutIntegrationRequest lambda(const std::string& api, std::string resource,
                                                       std::string method, std::string function) {
    aws::apigateway::PutIntegrationRequest request;
    request.restApiId = api;
    request.resourceId = std::move(resource);
    request.httpMethod = std::move(method);
    request.type = "AWS_PROXY";
    request.integrationHttpMethod = "POST";
    request.uri =
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
        "arn:aws:lambda:us-east-1:000000000000:function:" +
        std::move(function) + "/invocations";
    return request;
  }

  static aws::apigateway::PutIntegrationRequest mock(const std::string& api, std::string resource,
                                                     std::string method) {
    aws::apigateway::PutIntegrationRequest request;
    request.restApiId = api;
    request.resourceId = std::move(resource);
    request.httpMethod = std::move(method);
    request.type = "MOCK";
    request.requestTemplates = {{{"application/json", "{\"statusCode\": 200}"}}};
    return request;
  }

  void put_lambda(const std::string& api, std::string resource, std::string method,
                  std::string function) {
    put_method(api, resource, method);
    get(service.put_integration(
        context, lambda(api, std::move(resource), std::move(method), std::move(function))));
  }

  std::string deploy(const std::string& api, std::string stage) {
    return get(service.create_deployment(context,
                                         {.restApiId = api, .stageName = std::move(stage)}))
        .id.value_or("");
  }

  std::unique_ptr<store::Store> store =
      store::Store::open({.durability = store::Durability::memory});
  // 2025-10-09T08:53:20Z
  ManualClock clock{aws::Timestamp(std::chrono::milliseconds(1'760'000'000'123))};
  SeededRandom random{7};
  Service service{*store, clock, random};
  RequestContext context;
  std::string root;
};

}  // namespace bellwether::cloud::apigateway
