#include "cloud/server/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::cloud::server {
namespace {

using testing::HasSubstr;

constexpr aws::ServiceInfo dynamodb{.name = "dynamodb",
                                    .signing_name = "dynamodb",
                                    .target_prefix = "DynamoDB_20120810",
                                    .protocol = aws::Protocol::json_1_0};
constexpr aws::ServiceInfo lambda{
    .name = "lambda", .signing_name = "lambda", .protocol = aws::Protocol::rest_json};
constexpr aws::ServiceInfo other{
    .name = "other", .signing_name = "other", .protocol = aws::Protocol::rest_json};

template <const aws::ServiceInfo& service>
struct Described {
  using Input = aws::Unit;
  using Output = aws::Unit;
  static aws::Result<Input> decode_request(const aws::HttpRequest&, const aws::PathParameters&) {
    return Input{};
  }
  static aws::HttpResponse encode_response(const Output&) { return {}; }
};

struct GetItem : Described<dynamodb> {
  static constexpr aws::OperationInfo info{dynamodb, "GetItem", "POST", "/", 200};
};
struct GetFunction : Described<lambda> {
  static constexpr aws::OperationInfo info{lambda, "GetFunction", "GET",
                                           "/2015-03-31/functions/{FunctionName}", 200};
};
struct GetSettings : Described<lambda> {
  static constexpr aws::OperationInfo info{lambda, "GetSettings", "GET",
                                           "/2015-03-31/functions/settings", 200};
};
struct OtherFunction : Described<other> {
  static constexpr aws::OperationInfo info{other, "OtherFunction", "GET",
                                           "/2015-03-31/functions/{Other}", 200};
};

class RouterTest : public testing::Test {
 protected:
  RouterTest() : router_(table()) {}

  static OperationTable table() {
    OperationTable table;
    auto nothing = [](const RequestContext&, const aws::Unit&) -> Result<aws::Unit> {
      return aws::Unit{};
    };
    table.add<GetItem>(nothing);
    table.add<GetFunction>(nothing);
    table.add<GetSettings>(nothing);
    table.add<OtherFunction>(nothing);
    return table;
  }

  static aws::HttpRequest target(std::string_view name) {
    aws::HttpRequest request{.method = "POST"};
    request.headers.add("x-amz-target", name);
    return request;
  }

  std::string operation(const aws::HttpRequest& request, std::string_view signing_name = {}) {
    auto route = router_.route(request, signing_name);
    return route.operation ? std::string(route.operation->info->name) : "none";
  }

  Router router_;
};

TEST_F(RouterTest, Finds_json_operations_by_their_target) {
  EXPECT_EQ(operation(target("DynamoDB_20120810.GetItem")), "GetItem");
}

TEST_F(RouterTest, Finds_rest_operations_by_method_and_path) {
  aws::HttpRequest request{.target = "/2015-03-31/functions/f%2Fg?Qualifier=1"};
  auto route = router_.route(request, "lambda");
  ASSERT_NE(route.operation, nullptr);
  EXPECT_EQ(route.operation->info->name, "GetFunction");
  EXPECT_EQ(route.path, (aws::PathParameters{{"FunctionName", "f/g"}}));
}

TEST_F(RouterTest, Prefers_a_literal_to_a_label) {
  EXPECT_EQ(operation({.target = "/2015-03-31/functions/settings"}, "lambda"), "GetSettings");
}

TEST_F(RouterTest, Lets_the_signature_choose_between_services_with_the_same_paths) {
  EXPECT_EQ(operation({.target = "/2015-03-31/functions/f"}, "other"), "OtherFunction");
}

TEST_F(RouterTest, Routes_unsigned_requests_by_path_alone) {
  EXPECT_EQ(operation({.target = "/2015-03-31/functions/f"}), "GetFunction");
}

TEST_F(RouterTest, Names_an_unknown_target_in_the_services_own_form) {
  auto route = router_.route(target("DynamoDB_20120810.Shear"), "");
  EXPECT_EQ(route.service, &dynamodb);
  EXPECT_EQ(route.error.code, "UnknownOperationException");
  EXPECT_EQ(route.error.http_status, 400);
  EXPECT_THAT(route.error.message, HasSubstr("Shear of dynamodb"));
}

TEST_F(RouterTest, Names_an_unknown_service_and_its_action) {
  aws::HttpRequest request{.method = "POST", .body = "Action=GetCallerIdentity&Version=1"};
  auto route = router_.route(request, "sts");
  EXPECT_EQ(route.operation, nullptr);
  EXPECT_THAT(route.error.message, HasSubstr("GetCallerIdentity of sts"));
}

TEST_F(RouterTest, Names_an_unknown_path) {
  auto route = router_.route({.method = "PUT", .target = "/2015-03-31/functions/f"}, "");
  EXPECT_EQ(route.service, &lambda);
  EXPECT_EQ(route.error.http_status, 404);
  EXPECT_THAT(route.error.message, HasSubstr("PUT /2015-03-31/functions/f of lambda"));
}

}  // namespace
}  // namespace bellwether::cloud::server
