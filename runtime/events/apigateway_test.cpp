#include "bellwether/events/apigateway.h"

#include <gtest/gtest.h>

namespace bellwether::events {
namespace {

// After the example of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
constexpr std::string_view version_1 = R"({
  "resource": "/sheep/{Tattoo}", "path": "/sheep/7", "httpMethod": "POST",
  "headers": {"Content-Type": "text/plain", "X-A": "1"},
  "multiValueHeaders": {"Content-Type": ["text/plain"], "X-A": ["0", "1"]},
  "queryStringParameters": {"m": "3"},
  "multiValueQueryStringParameters": {"m": ["2", "3"]},
  "pathParameters": {"Tattoo": "7"},
  "stageVariables": null,
  "requestContext": {
    "accountId": "000000000000", "apiId": "abc", "authorizer": {"claims": {"sub": "x"}},
    "domainName": "abc.execute-api.localhost", "domainPrefix": "abc",
    "extendedRequestId": "e", "httpMethod": "POST",
    "identity": {"sourceIp": "127.0.0.1", "userAgent": "curl", "user": null, "clientCert": {"x": 1}},
    "path": "/v1/sheep/7", "protocol": "HTTP/1.1", "requestId": "r",
    "requestTime": "21/Nov/2026:08:00:00 +0000", "requestTimeEpoch": 1795248000000,
    "resourceId": "id", "resourcePath": "/sheep/{Tattoo}", "stage": "v1", "later": [1, {"a": 2}]
  },
  "body": "aGk=", "isBase64Encoded": true
})";

TEST(ApiGatewayProxyRequest, reads_every_member) {
  const auto request = Codec<ApiGatewayProxyRequest>::decode(version_1);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->resource, "/sheep/{Tattoo}");
  EXPECT_EQ(request->path, "/sheep/7");
  EXPECT_EQ(request->httpMethod, "POST");
  EXPECT_EQ(*request->header("content-type"), "text/plain");
  EXPECT_EQ(request->header("none"), nullptr);
  EXPECT_EQ(request->multiValueHeaders.at("X-A").size(), 2U);
  EXPECT_EQ(request->queryStringParameters.at("m"), "3");
  EXPECT_EQ(request->multiValueQueryStringParameters.at("m")[0], "2");
  EXPECT_EQ(request->pathParameters.at("Tattoo"), "7");
  EXPECT_TRUE(request->stageVariables.empty());
  EXPECT_EQ(request->requestContext.identity.sourceIp, "127.0.0.1");
  EXPECT_EQ(request->requestContext.requestTimeEpoch, 1795248000000);
  EXPECT_EQ(request->requestContext.stage, "v1");
  EXPECT_EQ(request->requestContext.authorizer.json, R"({"claims": {"sub": "x"}})");
  EXPECT_EQ(request->decoded_body(), "hi");
}

TEST(ApiGatewayProxyRequest, takes_a_hand_written_test_event) {
  const auto request = Codec<ApiGatewayProxyRequest>::decode(R"({"body":null,"httpMethod":"GET"})");
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->body);
  EXPECT_EQ(request->decoded_body(), "");
  EXPECT_EQ(request->requestContext.authorizer.json, "null");
}

TEST(ApiGatewayProxyRequest, names_the_member_that_does_not_fit) {
  const auto error_of = [](std::string_view json) {
    const auto request = Codec<ApiGatewayProxyRequest>::decode(json);
    return request ? "none" : request.error().message;
  };
  EXPECT_EQ(
      error_of(R"({"headers":{"Host":"a","X-A":5}})"),
      "The event's headers.X-A is not what the handler takes: NUMBER_VALUE cannot be converted "
      "to String");
  EXPECT_EQ(
      error_of(R"({"path":"/","requestContext":{"identity":{"sourceIp":true}}})"),
      "The event's requestContext.identity.sourceIp is not what the handler takes: TRUE_VALUE "
      "cannot be converted to String");
  EXPECT_EQ(error_of(R"({"multiValueHeaders":{"a":["b",6]}})"),
            "The event's multiValueHeaders.a[1] is not what the handler takes: NUMBER_VALUE cannot "
            "be converted to String");
  EXPECT_EQ(error_of("[]").find("The event is not what the handler takes: "), 0U);
}

TEST(ApiGatewayProxyRequest, refuses_what_is_no_event) {
  for (const std::string_view json : {"[]", "\"text\"", "{", R"({"path":5})"}) {
    const auto request = Codec<ApiGatewayProxyRequest>::decode(json);
    ASSERT_FALSE(request) << json;
    EXPECT_EQ(request.error().type, "Runtime.UnmarshalError");
  }
}

TEST(ApiGatewayProxyRequest, tells_a_body_that_is_not_base64) {
  ApiGatewayProxyRequest request;
  request.body = "***";
  request.isBase64Encoded = true;
  EXPECT_FALSE(request.decoded_body());
}

TEST(ApiGatewayProxyResponse, writes_only_what_is_there) {
  EXPECT_EQ(Codec<ApiGatewayProxyResponse>::encode({.body = "a\"b"}),
            R"({"statusCode":200,"body":"a\"b"})");
  EXPECT_EQ(Codec<ApiGatewayProxyResponse>::encode({.statusCode = 201,
                                                    .headers = {{"A", "b"}},
                                                    .multiValueHeaders = {{"C", {"d", "e"}}},
                                                    .body = "aGk=",
                                                    .isBase64Encoded = true}),
            R"({"statusCode":201,"headers":{"A":"b"},"multiValueHeaders":{"C":["d","e"]},)"
            R"("body":"aGk=","isBase64Encoded":true})");
}

TEST(ApiGatewayV2Request, reads_every_member) {
  const auto request = Codec<ApiGatewayV2Request>::decode(R"({
    "version": "2.0", "routeKey": "$default", "rawPath": "/a", "rawQueryString": "b=1&b=2",
    "cookies": ["c=1", "d=2"], "headers": {"x-a": "1,2"}, "queryStringParameters": {"b": "1,2"},
    "requestContext": {"accountId": "1", "apiId": "i", "authentication": null,
      "authorizer": {"iam": {}}, "domainName": "d", "domainPrefix": "p",
      "http": {"method": "PUT", "path": "/a", "protocol": "HTTP/1.1", "sourceIp": "1.2.3.4",
               "userAgent": "u"},
      "requestId": "r", "routeKey": "$default", "stage": "$default", "time": "t",
      "timeEpoch": 12},
    "body": "text", "pathParameters": {"p": "1"}, "stageVariables": {"s": "1"},
    "isBase64Encoded": false})");
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->version, "2.0");
  EXPECT_EQ(request->cookies.size(), 2U);
  EXPECT_EQ(request->requestContext.http.method, "PUT");
  EXPECT_EQ(request->requestContext.timeEpoch, 12);
  EXPECT_EQ(*request->header("X-A"), "1,2");
  EXPECT_EQ(request->decoded_body(), "text");
}

TEST(ApiGatewayV2Response, writes_cookies) {
  EXPECT_EQ(Codec<ApiGatewayV2Response>::encode({.statusCode = 204, .cookies = {"a=1"}}),
            R"({"statusCode":204,"cookies":["a=1"],"body":""})");
}

}  // namespace
}  // namespace bellwether::events
