// A function that works on the shed of its environment: what three of the four have in common.
#pragma once

#include <utility>

#include <bellwether/dynamodb.h>

#include "dynamodb/dynamodb_shed.h"
#include "functions/http.h"
#include "handlers/answer.h"

namespace sheep_shed {

class ShedFunction {
 public:
  using Route = Answer (*)(Shed& shed, const ApiGatewayProxyRequest& request);

  // Reads BACKEND_TABLE_NAME and connects to DynamoDB: for INIT, where the core is whole.
  static bellwether::aws::Result<ShedFunction> connect(Route route);

  ApiGatewayProxyResponse operator()(const ApiGatewayProxyRequest& request) {
    return respond(route_(shed_, request));
  }

 private:
  ShedFunction(DynamoDbShed shed, Route route) : shed_(std::move(shed)), route_(route) {}

  DynamoDbShed shed_;
  Route route_;
};

}  // namespace sheep_shed
