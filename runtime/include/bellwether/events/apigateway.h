// API Gateway's proxy events and answers: REST APIs (version 1), HTTP APIs and function URLs
// (version 2). Members are named as in the JSON; what the event leaves out or has as null is empty.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/types.h"
#include "bellwether/codec.h"

namespace bellwether::events {

using Strings = std::map<std::string, std::string, std::less<>>;
using StringLists = std::map<std::string, std::vector<std::string>, std::less<>>;

struct ApiGatewayIdentity {
  std::string accessKey;
  std::string accountId;
  std::string apiKey;
  std::string apiKeyId;
  std::string caller;
  std::string cognitoAuthenticationProvider;
  std::string cognitoAuthenticationType;
  std::string cognitoIdentityId;
  std::string cognitoIdentityPoolId;
  std::string principalOrgId;
  std::string sourceIp;
  std::string user;
  std::string userAgent;
  std::string userArn;
};

struct ApiGatewayProxyRequestContext {
  std::string accountId;
  std::string apiId;
  // What an authorizer put there, as JSON; or "null".
  aws::Document authorizer;
  std::string domainName;
  std::string domainPrefix;
  std::string extendedRequestId;
  std::string httpMethod;
  ApiGatewayIdentity identity;
  std::string path;
  std::string protocol;
  std::string requestId;
  std::string requestTime;
  // Milliseconds since 1970.
  std::int64_t requestTimeEpoch = 0;
  std::string resourceId;
  std::string resourcePath;
  std::string stage;
};

// Version 1.
struct ApiGatewayProxyRequest {
  std::string resource;
  std::string path;
  std::string httpMethod;
  Strings headers;
  StringLists multiValueHeaders;
  Strings queryStringParameters;
  StringLists multiValueQueryStringParameters;
  Strings pathParameters;
  Strings stageVariables;
  ApiGatewayProxyRequestContext requestContext;
  std::optional<std::string> body;
  bool isBase64Encoded = false;

  // By name without case, or nullptr.
  const std::string* header(std::string_view name) const;
  // The body's bytes: decoded where isBase64Encoded says so; nothing where it is not base64.
  std::optional<std::string> decoded_body() const;
};

// Version 1.
struct ApiGatewayProxyResponse {
  int statusCode = 200;
  Strings headers{};
  StringLists multiValueHeaders{};
  std::string body{};
  bool isBase64Encoded = false;
};

struct ApiGatewayV2Http {
  std::string method;
  std::string path;
  std::string protocol;
  std::string sourceIp;
  std::string userAgent;
};

struct ApiGatewayV2RequestContext {
  std::string accountId;
  std::string apiId;
  aws::Document authentication;
  aws::Document authorizer;
  std::string domainName;
  std::string domainPrefix;
  ApiGatewayV2Http http;
  std::string requestId;
  std::string routeKey;
  std::string stage;
  std::string time;
  // Milliseconds since 1970.
  std::int64_t timeEpoch = 0;
};

// Version 2.0, of HTTP APIs and of function URLs.
struct ApiGatewayV2Request {
  std::string version;
  std::string routeKey;
  std::string rawPath;
  std::string rawQueryString;
  std::vector<std::string> cookies;
  // Lower case; several values joined by commas.
  Strings headers;
  Strings queryStringParameters;
  Strings pathParameters;
  Strings stageVariables;
  ApiGatewayV2RequestContext requestContext;
  std::optional<std::string> body;
  bool isBase64Encoded = false;

  const std::string* header(std::string_view name) const;
  std::optional<std::string> decoded_body() const;
};

struct ApiGatewayV2Response {
  int statusCode = 200;
  Strings headers{};
  std::vector<std::string> cookies{};
  std::string body{};
  bool isBase64Encoded = false;
};

}  // namespace bellwether::events

namespace bellwether {

template <>
struct Codec<events::ApiGatewayProxyRequest> {
  static std::expected<events::ApiGatewayProxyRequest, FunctionError> decode(std::string_view json);
};
template <>
struct Codec<events::ApiGatewayProxyResponse> {
  static std::string encode(const events::ApiGatewayProxyResponse& response);
};
template <>
struct Codec<events::ApiGatewayV2Request> {
  static std::expected<events::ApiGatewayV2Request, FunctionError> decode(std::string_view json);
};
template <>
struct Codec<events::ApiGatewayV2Response> {
  static std::string encode(const events::ApiGatewayV2Response& response);
};

}  // namespace bellwether
