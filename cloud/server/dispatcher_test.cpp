#include "cloud/server/dispatcher.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "cloud/server/control.h"

namespace bellwether::cloud::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr aws::ServiceInfo dynamodb{.name = "dynamodb",
                                    .signing_name = "dynamodb",
                                    .target_prefix = "DynamoDB_20120810",
                                    .protocol = aws::Protocol::json_1_0};

template <const aws::OperationInfo& described>
struct Echo {
  using Input = std::string;
  using Output = std::string;
  static constexpr const aws::OperationInfo& info = described;
  static aws::Result<Input> decode_request(const aws::HttpRequest& request,
                                           const aws::PathParameters&) {
    return request.body;
  }
  static aws::HttpResponse encode_response(const Output& output) { return {.body = output}; }
};

constexpr aws::OperationInfo get_info{dynamodb, "Get", "POST", "/"};
constexpr aws::OperationInfo throw_info{dynamodb, "Throw", "POST", "/"};

class NoBody final : public BodySource {
  Task<std::expected<std::string_view, BodyFailure>> read() override {
    co_return std::string_view{};
  }
  std::optional<std::uint64_t> size() const override { return 0; }
};

class DispatcherTest : public testing::Test {
 protected:
  DispatcherTest() {
    operations_.add<Echo<get_info>>(
        [this](const RequestContext& context, std::string input) -> Result<std::string> {
          context_ = context;
          return input;
        });
    operations_.add<Echo<throw_info>>(
        [](const RequestContext&, const std::string&) -> Result<std::string> {
          throw std::runtime_error("disk on fire");
        });
    control_.add_service("dynamodb", [this](const std::string& account) -> Task<void> {
      resets_.push_back("dynamodb " + account);
      co_return;
    });
    control_.add_view("dynamodbstreams", "dynamodb");
    control_.add_service("logs", [this](const std::string& account) -> Task<void> {
      resets_.push_back("logs " + account);
      co_return;
    });
  }

  ~DispatcherTest() override { std::filesystem::remove(log_path_); }

  aws::HttpResponse answer(aws::HttpRequest request) {
    AccessLog log(log_path_);
    Dispatcher dispatcher({.operations = operations_,
                           .endpoints = {&control_},
                           .authenticator = authenticator_,
                           .origins = origins_,
                           .access_log = log,
                           .clock = clock_,
                           .random = random_});
    asio::io_context loop;
    Response response;
    NoBody body;
    const Peer peer{.address = "192.0.2.7"};
    asio::co_spawn(
        loop, [&]() -> Task<void> { response = co_await dispatcher.handle(request, body, peer); },
        asio::detached);
    loop.run();
    return response;
  }

  static aws::HttpRequest call(std::string_view operation, std::string body = "{}") {
    aws::HttpRequest request{.method = "POST", .body = std::move(body)};
    request.headers.add("Host", "localhost:4566");
    request.headers.add("X-Amz-Target", "DynamoDB_20120810." + std::string(operation));
    return request;
  }

  static aws::HttpRequest control(std::string method, std::string target) {
    aws::HttpRequest request{.method = std::move(method), .target = std::move(target)};
    request.headers.add("Host", "localhost:4566");
    return request;
  }

  std::string logged() const {
    std::ifstream file(log_path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::string log_path_ =
      (std::filesystem::temp_directory_path() / ("dispatcher_test." + std::to_string(getpid())))
          .string();
  ManualClock clock_{aws::Timestamp{std::chrono::milliseconds{1'795'248'006'123}}};
  SeededRandom random_{1};
  OperationTable operations_;
  OriginPolicy origins_{{}};
  Authenticator authenticator_{{}};
  ControlEndpoint control_{"1.2.3", origins_};
  RequestContext context_;
  std::vector<std::string> resets_;
};

TEST_F(DispatcherTest, Stamps_answers_with_request_id_and_checksum) {
  auto response = answer(call("Get", "123456789"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("x-amzn-RequestId"), context_.request_id);
  // The check value of CRC-32 over "123456789".
  EXPECT_EQ(response.headers.get("x-amz-crc32"), std::to_string(0xcbf43926U));
}

TEST_F(DispatcherTest, Tells_the_operation_who_asks) {
  answer(call("Get"));
  EXPECT_EQ(context_.scope, Scope{});
  EXPECT_EQ(context_.source_ip, "192.0.2.7");
  EXPECT_EQ(context_.received, clock_.now());
}

TEST_F(DispatcherTest, Turns_exceptions_into_an_internal_failure) {
  auto response = answer(call("Throw"));
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr("InternalFailure"));
  EXPECT_THAT(response.body, testing::Not(HasSubstr("disk on fire")));
}

TEST_F(DispatcherTest, Refuses_in_the_form_of_the_service) {
  AccessLog log("off");
  Dispatcher dispatcher({.operations = operations_,
                         .endpoints = {&control_},
                         .authenticator = authenticator_,
                         .origins = origins_,
                         .access_log = log,
                         .clock = clock_,
                         .random = random_});
  auto response = dispatcher.refuse(call("Get"), Refusal::body_too_large, {});
  EXPECT_EQ(response.status, 413);
  EXPECT_THAT(response.body, HasSubstr("RequestEntityTooLargeException"));
  EXPECT_THAT(response.body, HasSubstr("16777216 bytes for the Get operation"));
  EXPECT_TRUE(response.headers.contains("x-amzn-RequestId"));
}

TEST_F(DispatcherTest, Logs_a_line_a_request) {
  answer(call("Get", "abc"));
  EXPECT_THAT(logged(),
              testing::MatchesRegex("2026-11-21T08:00:06.123Z 192.0.2.7 POST / dynamodb.Get 200 3 "
                                    "[0-9]+\\.[0-9]+ " +
                                    context_.request_id + "\n"));
}

TEST_F(DispatcherTest, Resets_every_service_or_one_of_one_account) {
  EXPECT_EQ(answer(control("POST", "/_bellwether/reset")).status, 204);
  EXPECT_THAT(resets_, ElementsAre("dynamodb ", "logs "));
  resets_.clear();
  auto one = control("POST", "/_bellwether/reset?service=logs&account=123456789012");
  EXPECT_EQ(answer(one).status, 204);
  EXPECT_THAT(resets_, ElementsAre("logs 123456789012"));
}

TEST_F(DispatcherTest, Names_the_service_to_reset_in_place_of_a_view_of_it) {
  const auto refused = answer(control("POST", "/_bellwether/reset?service=dynamodbstreams"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("dynamodbstreams has its state in dynamodb: reset that"));
  EXPECT_TRUE(resets_.empty());
}

TEST_F(DispatcherTest, Refuses_what_is_signed_for_another_service) {
  const auto with_scope = [](std::string_view service) {
    auto request = call("Get");
    request.headers.add("X-Amz-Date", "20261121T080006Z");
    request.headers.add("Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKID/20261121/eu-west-3/" +
                            std::string(service) +
                            "/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, "
                            "Signature=" +
                            std::string(64, '0'));
    return request;
  };
  EXPECT_EQ(answer(with_scope("dynamodb")).status, 200);
  EXPECT_EQ(context_.access_key_id, "AKID");
  const auto refused = answer(with_scope("s3"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("InvalidSignatureException"));
  EXPECT_THAT(refused.body,
              HasSubstr("Credential should be scoped to correct service: 'dynamodb'."));
}

TEST_F(DispatcherTest, Answers_health) {
  EXPECT_EQ(
      answer(control("GET", "/_bellwether/health")).body,
      R"({"status":"running","version":"1.2.3","services":["dynamodb","dynamodbstreams","logs"]})");
  EXPECT_EQ(answer(control("PUT", "/_bellwether/health")).status, 405);
  EXPECT_EQ(answer(control("GET", "/_bellwether/other")).status, 404);
}

TEST_F(DispatcherTest, Keeps_the_control_path_to_this_machine) {
  auto rebound = control("GET", "/_bellwether/health");
  rebound.headers.set("Host", "rebound.example.com");
  EXPECT_EQ(answer(rebound).status, 403);
  auto page = control("POST", "/_bellwether/reset");
  page.headers.add("Origin", "http://example.com");
  EXPECT_EQ(answer(page).status, 403);
  EXPECT_TRUE(resets_.empty());
}

TEST_F(DispatcherTest, Does_not_listen_to_pages_from_elsewhere) {
  auto request = call("Get");
  request.headers.add("Origin", "http://example.com");
  EXPECT_EQ(answer(request).status, 403);
  EXPECT_EQ(context_.request_id, "");
}

}  // namespace
}  // namespace bellwether::cloud::server
