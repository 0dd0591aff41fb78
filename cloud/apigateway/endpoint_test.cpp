#include "cloud/apigateway/endpoint.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <simdjson.h>

#include "cloud/apigateway/api_fixture.h"

namespace bellwether::cloud::apigateway {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

// Answers what it was told to, after a delay if there is one.
class FakeInvoker final : public lambda::FunctionInvoker {
 public:
  Task<Result<lambda::InvocationResponse>> invoke(const RequestContext& context,
                                                  lambda::InvocationRequest request) override {
    last = std::move(request);
    caller = context;
    if (delay.count() > 0) {
      using Timer =
          asio::basic_waitable_timer<std::chrono::steady_clock,
                                     asio::wait_traits<std::chrono::steady_clock>, Executor>;
      Timer timer(co_await asio::this_coro::executor, delay);
      co_await timer.async_wait(asio::use_awaitable_t<Executor>());
    }
    co_return answer;
  }

  Result<lambda::InvocationResponse> answer =
      lambda::InvocationResponse{.payload = R"({"statusCode":200,"body":"ok"})"};
  std::chrono::milliseconds delay{0};
  lambda::InvocationRequest last;
  RequestContext caller;
};

class EndpointTest : public ApiFixture {
 protected:
  EndpointTest() {
    context.source_ip = "10.1.2.3";
    context.request_id = "7b1e1b0c-0000-4000-8000-000000000001";
    api = create_api();
  }

  aws::HttpResponse call(std::string method, std::string path, std::string body = "") {
    request.method = std::move(method);
    request.target = "/restapis/" + api + "/v1/_user_request_" + path;
    request.body = std::move(body);
    if (!request.headers.contains("Host")) request.headers.add("Host", "127.0.0.1:4566");
    EXPECT_TRUE(endpoint.claims(request));
    return run(endpoint.handle(context, request));
  }

  // A member of the last event, by JSON pointer, as JSON text.
  std::string event(std::string_view pointer) {
    simdjson::dom::element value;
    if (parser.parse(invoker.last.payload).at_pointer(pointer).get(value) != simdjson::SUCCESS) {
      return "missing";
    }
    return simdjson::minify(value);
  }

  FakeInvoker invoker;
  Endpoint endpoint{*store, clock, random, invoker};
  aws::HttpRequest request;
  std::string api;
  simdjson::dom::parser parser;
};

TEST_F(EndpointTest, Hands_the_request_to_the_function_in_every_member_AWS_sends) {
  const std::string sheep = create_resource(api, root, "sheep");
  const std::string tattoo = create_resource(api, sheep, "{Tattoo}");
  put_lambda(api, tattoo, "POST", "post-sheep");
  const std::string deployment = deploy(api, "v1");
  request.headers.add("User-Agent", "curl/8");
  request.headers.add("X-Two", "1");
  request.headers.add("x-two", "2");
  request.headers.add("X-Forwarded-For", "9.9.9.9");
  request.headers.add("Connection", "keep-alive");
  const auto response = call("POST", "/sheep/4%2B2?q=a+b&q=%C3%BC&r", "{\"x\":1}");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "ok");
  EXPECT_EQ(invoker.last.function, "arn:aws:lambda:us-east-1:000000000000:function:post-sheep");

  EXPECT_EQ(event("/resource"), R"("/sheep/{Tattoo}")");
  EXPECT_EQ(event("/path"), R"("/sheep/4%2B2")");
  EXPECT_EQ(event("/httpMethod"), R"("POST")");
  EXPECT_EQ(event("/headers/Host"), R"("127.0.0.1:4566")");
  EXPECT_EQ(event("/headers/X-Two"), R"("2")");
  EXPECT_EQ(event("/multiValueHeaders/X-Two"), R"(["1","2"])");
  EXPECT_EQ(event("/headers/X-Forwarded-For"), R"("9.9.9.9, 10.1.2.3")");
  EXPECT_EQ(event("/headers/X-Forwarded-Port"), R"("4566")");
  EXPECT_EQ(event("/headers/X-Forwarded-Proto"), R"("http")");
  EXPECT_THAT(event("/headers/X-Amzn-Trace-Id"), MatchesRegex("\"Root=1-68e77800-[0-9a-f]{24}\""));
  EXPECT_EQ(event("/headers/Connection"), "missing");
  EXPECT_EQ(event("/queryStringParameters"), R"({"q":"ü","r":""})");
  EXPECT_EQ(event("/multiValueQueryStringParameters"), R"({"q":["a b","ü"],"r":[""]})");
  EXPECT_EQ(event("/pathParameters"), R"({"Tattoo":"4%2B2"})");
  EXPECT_EQ(event("/stageVariables"), "null");
  EXPECT_EQ(event("/body"), R"("{\"x\":1}")");
  EXPECT_EQ(event("/isBase64Encoded"), "false");

  EXPECT_EQ(event("/requestContext/accountId"), R"("000000000000")");
  EXPECT_EQ(event("/requestContext/apiId"), '"' + api + '"');
  EXPECT_EQ(event("/requestContext/stage"), R"("v1")");
  EXPECT_EQ(event("/requestContext/path"), R"("/v1/sheep/4%2B2")");
  EXPECT_EQ(event("/requestContext/resourceId"), '"' + tattoo + '"');
  EXPECT_EQ(event("/requestContext/resourcePath"), R"("/sheep/{Tattoo}")");
  EXPECT_EQ(event("/requestContext/httpMethod"), R"("POST")");
  EXPECT_EQ(event("/requestContext/protocol"), R"("HTTP/1.1")");
  EXPECT_EQ(event("/requestContext/requestId"), '"' + context.request_id + '"');
  EXPECT_THAT(event("/requestContext/extendedRequestId"), MatchesRegex("\"[-_A-Za-z0-9]{15}=\""));
  EXPECT_EQ(event("/requestContext/requestTime"), R"("09/Oct/2025:08:53:20 +0000")");
  EXPECT_EQ(event("/requestContext/requestTimeEpoch"), "1760000000123");
  EXPECT_EQ(event("/requestContext/deploymentId"), '"' + deployment + '"');
  EXPECT_EQ(event("/requestContext/domainPrefix"), '"' + api + '"');
  EXPECT_EQ(event("/requestContext/domainName"), '"' + api + ".execute-api.localhost\"");
  EXPECT_EQ(event("/requestContext/identity/sourceIp"), R"("10.1.2.3")");
  EXPECT_EQ(event("/requestContext/identity/userAgent"), R"("curl/8")");
  for (const char* name : {"cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller",
                           "principalOrgId", "accessKey", "cognitoAuthenticationType",
                           "cognitoAuthenticationProvider", "userArn", "user"}) {
    EXPECT_EQ(event(std::string("/requestContext/identity/") + name), "null") << name;
  }
  EXPECT_EQ(response.headers.get("x-amzn-RequestId"), context.request_id);
  EXPECT_FALSE(response.headers.get("x-amz-apigw-id").empty());
  EXPECT_THAT(std::string(response.headers.get("X-Amzn-Trace-Id")), HasSubstr("Root=1-"));
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
}

TEST_F(EndpointTest, What_a_request_does_not_have_is_null) {
  put_lambda(api, root, "GET", "f");
  deploy(api, "v1");
  call("GET", "/");
  for (const char* name : {"queryStringParameters", "multiValueQueryStringParameters",
                           "pathParameters", "stageVariables", "body"}) {
    EXPECT_EQ(event(std::string("/") + name), "null") << name;
  }
}

TEST_F(EndpointTest, Answers_at_the_API_s_own_host) {
  put_lambda(api, root, "ANY", "f");
  deploy(api, "v1");
  request.target = "/v1/?a=b";
  request.headers.add("Host", api + ".execute-api.localhost:4566");
  ASSERT_TRUE(endpoint.claims(request));
  EXPECT_EQ(run(endpoint.handle(context, request)).status, 200);
  EXPECT_EQ(event("/path"), R"("/")");
  EXPECT_EQ(event("/requestContext/domainName"), '"' + api + ".execute-api.localhost\"");
}

TEST_F(EndpointTest, A_disabled_API_is_forbidden_at_both_its_addresses) {
  const aws::apigateway::RestApi disabled = get(
      service.create_rest_api(context, {.name = "disabled", .disableExecuteApiEndpoint = true}));
  api = *disabled.id;
  put_lambda(api, *disabled.rootResourceId, "GET", "f");
  deploy(api, "v1");
  const auto by_path = call("GET", "/");
  EXPECT_EQ(by_path.status, 403);
  EXPECT_EQ(by_path.body, R"({"message":"Forbidden"})");
  request.target = "/v1/";
  request.headers.set("Host", api + ".execute-api.localhost:4566");
  ASSERT_TRUE(endpoint.claims(request));
  EXPECT_EQ(run(endpoint.handle(context, request)).status, 403);
}

TEST_F(EndpointTest, Unknown_routes_and_stages_are_answered_as_on_AWS) {
  put_lambda(api, root, "GET", "f");
  deploy(api, "v1");
  const auto route = call("GET", "/nothere");
  EXPECT_EQ(route.status, 403);
  EXPECT_EQ(route.body, R"({"message":"Missing Authentication Token"})");
  EXPECT_EQ(route.headers.get("x-amzn-ErrorType"), "MissingAuthenticationTokenException");
  EXPECT_EQ(call("PUT", "/").status, 403);
  api = "nothere";
  const auto stage = call("GET", "/");
  EXPECT_EQ(stage.status, 403);
  EXPECT_EQ(stage.body, R"({"message":"Forbidden"})");
}

TEST_F(EndpointTest, Changes_are_seen_when_they_are_deployed_and_not_before) {
  put_lambda(api, root, "GET", "one");
  deploy(api, "v1");
  EXPECT_EQ(call("GET", "/").status, 200);
  get(service.put_integration(context, lambda(api, root, "GET", "two")));
  call("GET", "/");
  EXPECT_THAT(invoker.last.function, HasSubstr("function:one"));
  deploy(api, "v1");
  call("GET", "/");
  EXPECT_THAT(invoker.last.function, HasSubstr("function:two"));
  get(service.delete_stage(context, {.restApiId = api, .stageName = "v1"}));
  EXPECT_EQ(call("GET", "/").status, 403);
}

TEST_F(EndpointTest, Stage_variables_reach_the_function_without_another_deployment) {
  put_lambda(api, root, "GET", "f");
  deploy(api, "v1");
  call("GET", "/");
  aws::apigateway::UpdateStageRequest update{.restApiId = api, .stageName = "v1"};
  update.patchOperations = {{{.op = "replace", .path = "/variables/table", .value = "sheep"}}};
  get(service.update_stage(context, update));
  call("GET", "/");
  EXPECT_EQ(event("/stageVariables"), R"({"table":"sheep"})");
}

TEST_F(EndpointTest, Failures_of_the_function_are_502) {
  put_lambda(api, root, "GET", "f");
  deploy(api, "v1");
  invoker.answer = lambda::InvocationResponse{.payload = R"({"errorMessage":"x"})",
                                              .function_error = "Unhandled"};
  const auto failed = call("GET", "/");
  EXPECT_EQ(failed.status, 502);
  EXPECT_EQ(failed.body, R"({"message": "Internal server error"})");
  EXPECT_EQ(failed.headers.get("x-amzn-ErrorType"), "InternalServerErrorException");
  invoker.answer = lambda::InvocationResponse{.payload = "\"not an object\""};
  EXPECT_EQ(call("GET", "/").status, 502);
}

TEST_F(EndpointTest, Errors_of_Lambda_are_500) {
  put_lambda(api, root, "GET", "f");
  deploy(api, "v1");
  invoker.answer = aws::fail({.code = "ResourceNotFoundException", .http_status = 404});
  const auto response = call("GET", "/");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body, R"({"message": "Internal server error"})");
}

TEST_F(EndpointTest, A_function_slower_than_the_integration_is_504) {
  put_method(api, root, "GET");
  auto integration = lambda(api, root, "GET", "f");
  integration.timeoutInMillis = 50;
  get(service.put_integration(context, integration));
  deploy(api, "v1");
  invoker.delay = std::chrono::milliseconds(10);
  EXPECT_EQ(call("GET", "/").status, 200);
  invoker.delay = std::chrono::milliseconds(500);
  const auto response = call("GET", "/");
  EXPECT_EQ(response.status, 504);
  EXPECT_EQ(response.body, R"({"message": "Endpoint request timed out"})");
}

TEST_F(EndpointTest, Bodies_over_ten_megabytes_are_413) {
  put_lambda(api, root, "POST", "f");
  deploy(api, "v1");
  const auto response = call("POST", "/", std::string((std::size_t{10} << 20) + 1, 'x'));
  EXPECT_EQ(response.status, 413);
  EXPECT_THAT(response.body, HasSubstr("Request Too Long"));
}

TEST_F(EndpointTest, Binary_bodies_travel_as_base64_both_ways) {
  const aws::apigateway::RestApi binary = get(
      service.create_rest_api(context, {.name = "binary", .binaryMediaTypes = {{"image/png"}}}));
  api = *binary.id;
  put_lambda(api, *binary.rootResourceId, "POST", "f");
  deploy(api, "v1");
  invoker.answer = lambda::InvocationResponse{
      .payload =
          R"({"headers":{"Content-Type":"image/png"},"body":"iVBO","isBase64Encoded":true})"};
  request.headers.add("Content-Type", "image/png");
  request.headers.add("Accept", "image/png");
  const auto response = call("POST", "/", "\x89PN");
  EXPECT_EQ(event("/body"), R"("iVBO")");
  EXPECT_EQ(event("/isBase64Encoded"), "true");
  EXPECT_EQ(response.body, "\x89PN");
}

TEST_F(EndpointTest, A_body_that_is_no_text_still_makes_a_valid_event) {
  put_lambda(api, root, "POST", "f");
  deploy(api, "v1");
  call("POST", "/?q=%FF", "\xFF\xFE");
  EXPECT_EQ(event("/body"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(event("/queryStringParameters/q"), "\"\xEF\xBF\xBD\"");
}

TEST_F(EndpointTest, A_MOCK_answers_preflights_with_literal_headers) {
  put_method(api, root, "OPTIONS");
  get(service.put_integration(context, mock(api, root, "OPTIONS")));
  get(service.put_method_response(
      context,
      {.restApiId = api,
       .resourceId = root,
       .httpMethod = "OPTIONS",
       .statusCode = "204",
       .responseParameters = {{{"method.response.header.Access-Control-Allow-Origin", false}}}}));
  aws::apigateway::PutIntegrationResponseRequest response{.restApiId = api,
                                                          .resourceId = root,
                                                          .httpMethod = "OPTIONS",
                                                          .statusCode = "204",
                                                          .selectionPattern = "2\\d\\d"};
  response.responseParameters = {{{"method.response.header.Access-Control-Allow-Origin", "'*'"}}};
  response.responseTemplates = {{{"text/plain", "hello"}}};
  get(service.put_integration_response(context, response));
  deploy(api, "v1");
  const auto answer = call("OPTIONS", "/");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.headers.get("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(answer.headers.get("Content-Type"), "text/plain");
  EXPECT_EQ(answer.body, "hello");
}

TEST_F(EndpointTest, A_MOCK_without_a_fitting_response_or_template_fails) {
  put_method(api, root, "GET");
  auto strict = mock(api, root, "GET");
  strict.passthroughBehavior = "NEVER";
  get(service.put_integration(context, strict));
  deploy(api, "v1");
  EXPECT_EQ(call("GET", "/").status, 500);
  request.headers.add("Content-Type", "text/xml");
  const auto refused = call("GET", "/");
  EXPECT_EQ(refused.status, 415);
  EXPECT_THAT(refused.body, HasSubstr("Unsupported Media Type"));
}

}  // namespace
}  // namespace bellwether::cloud::apigateway
