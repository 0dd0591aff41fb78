#include "aws/client/client_core.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/client/test_server.h"
#include "aws/client/trace_header.h"
#include "aws/core/time_format.h"

namespace bellwether::aws {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::ok;
using testing::status;
using testing::TestServer;

constexpr ServiceInfo service{.name = "dynamodb",
                              .endpoint_prefix = "dynamodb",
                              .signing_name = "dynamodb",
                              .target_prefix = "DynamoDB_20120810",
                              .endpoint_env = "DYNAMODB",
                              .error_namespace = "com.amazonaws.dynamodb.v20120810",
                              .protocol = Protocol::json_1_0};
constexpr OperationInfo operation{
    .service = service, .name = "ListTables", .method = "POST", .uri = "/", .success_status = 200};

struct Fixture {
  explicit Fixture(const std::string& url, ClientConfig config = {}) {
    config.region = "eu-west-3";
    config.endpoint_url = url;
    config.credentials =
        std::make_shared<StaticCredentials>(Credentials{"AKID", "secret", "token", {}});
    core = std::make_shared<ClientCore>(
        std::move(config),
        Ambient{.now = [this] { return now; },
                .random = [] { return 0.5; },
                .sleep = [this](std::chrono::milliseconds time) { slept.push_back(time); }});
  }
  Result<HttpResponse> call() {
    return core->call(operation, {.method = "POST", .target = "/", .headers = {}, .body = "{}"});
  }
  Timestamp now = *parse_iso8601("2026-11-21T08:00:00Z");
  std::vector<std::chrono::milliseconds> slept;
  std::shared_ptr<ClientCore> core;
};

const std::string throttled = status(
    400, R"({"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow"})");

TEST(ClientCore, signs_and_sends) {
  TestServer server([](const std::string&) { return ok("{}"); });
  Fixture client(server.url() + "/base");
  set_trace_header("Root=1-2-3");
  const auto response = client.call();
  set_trace_header("");
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "{}");
  ASSERT_EQ(server.requests().size(), 1U);
  const std::string request = server.requests()[0];
  EXPECT_THAT(request, HasSubstr("POST /base/ HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Host: 127.0.0.1:" + std::to_string(server.port())));
  EXPECT_THAT(request, HasSubstr("X-Amz-Date: 20261121T080000Z\r\n"));
  EXPECT_THAT(request, HasSubstr("X-Amz-Security-Token: token\r\n"));
  EXPECT_THAT(request, HasSubstr("Credential=AKID/20261121/eu-west-3/dynamodb/aws4_request, "
                                 "SignedHeaders=amz-sdk-request;host;x-amz-date;"
                                 "x-amz-security-token, Signature="));
  EXPECT_THAT(request, HasSubstr("X-Amzn-Trace-Id: Root=1-2-3\r\n"));
}

TEST(ClientCore, answers_the_services_error) {
  TestServer server([](const std::string&) {
    return status(400, R"({"__type":"x#ResourceNotFoundException","message":"no table"})",
                  "x-amzn-RequestId: R1\r\n");
  });
  Fixture client(server.url());
  const auto response = client.call();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "ResourceNotFoundException");
  EXPECT_EQ(response.error().message, "no table");
  EXPECT_EQ(response.error().request_id, "R1");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(ClientCore, retries_throttling_with_backoff_and_then_gives_up) {
  TestServer server([](const std::string&) { return throttled; });
  Fixture client(server.url());
  const auto response = client.call();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "ThrottlingException");
  EXPECT_EQ(server.requests().size(), 3U);
  EXPECT_EQ(server.connections(), 1);
  EXPECT_THAT(client.slept, ::testing::ElementsAre(500ms, 1000ms));
  EXPECT_THAT(server.requests()[2], HasSubstr("Amz-Sdk-Request: attempt=3; max=3"));
}

TEST(ClientCore, succeeds_after_a_transient_failure) {
  std::atomic<int> calls = 0;
  TestServer server(
      [&](const std::string&) { return ++calls == 1 ? status(503, "busy") : ok("{}"); });
  Fixture client(server.url());
  EXPECT_TRUE(client.call());
  EXPECT_EQ(calls, 2);
}

TEST(ClientCore, corrects_its_clock_by_the_services) {
  TestServer server([](const std::string& request) {
    if (request.find("X-Amz-Date: 20261121T0900") != std::string::npos) return ok("{}");
    return status(400, R"({"__type":"InvalidSignatureException","message":"Signature expired"})",
                  "Date: Sat, 21 Nov 2026 09:00:00 GMT\r\n");
  });
  Fixture client(server.url());
  EXPECT_TRUE(client.call());
  EXPECT_TRUE(client.slept.empty());
  EXPECT_TRUE(client.call());
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST(ClientCore, does_not_retry_a_wrong_signature_when_the_clocks_agree) {
  TestServer server([](const std::string&) {
    return status(400, R"({"__type":"InvalidSignatureException","message":"no"})",
                  "Date: Sat, 21 Nov 2026 08:00:01 GMT\r\n");
  });
  Fixture client(server.url());
  EXPECT_FALSE(client.call());
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(ClientCore, names_an_endpoint_that_refuses) {
  std::uint16_t port = 0;
  {
    port = TestServer([](const std::string&) { return ok(""); }).port();
  }
  Fixture client("http://127.0.0.1:" + std::to_string(port));
  const auto response = client.call();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "EndpointConnectionError");
  EXPECT_THAT(response.error().message, HasSubstr("Could not connect to the endpoint URL"));
  EXPECT_EQ(client.slept.size(), 2U);
}

TEST(ClientCore, times_out_when_no_answer_comes) {
  std::atomic<bool> release = false;
  TestServer server([&](const std::string&) {
    while (!release) std::this_thread::sleep_for(1ms);
    return std::string();
  });
  ClientConfig config;
  config.timeouts.read = 50ms;
  config.max_attempts = 1;
  Fixture client(server.url(), config);
  const auto response = client.call();
  release = true;
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "ReadTimeoutError");
}

TEST(ClientCore, warms_up_without_a_request) {
  TestServer server([](const std::string&) { return ok("{}"); });
  Fixture client(server.url());
  ASSERT_TRUE(client.core->warm_up(service, 2));
  EXPECT_TRUE(client.call());
  EXPECT_EQ(server.connections(), 2);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(ClientCore, serves_several_threads) {
  TestServer server([](const std::string&) { return ok("{}"); });
  Fixture client(server.url());
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j) good += client.call().has_value();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 400);
  EXPECT_LE(server.connections(), 8);
}

TEST(ClientCore, says_that_it_has_no_credentials) {
  ClientConfig config{.region = "r", .endpoint_url = "http://127.0.0.1:1"};
  ClientCore core(config);
  const auto response = core.call(operation, {});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "NoCredentialsError");
}

}  // namespace
}  // namespace bellwether::aws
