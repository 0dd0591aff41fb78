// The small rules of text: templates, media types, path parts, addresses.
#include <gtest/gtest.h>

#include "cloud/apigateway/address.h"
#include "cloud/apigateway/lambda_uri.h"
#include "cloud/apigateway/media_type.h"
#include "cloud/apigateway/path_part.h"
#include "cloud/apigateway/template_text.h"

namespace bellwether::cloud::apigateway {
namespace {

TEST(TemplateText, Finds_Velocity_and_leaves_other_signs_alone) {
  EXPECT_EQ(velocity_in("{\"a\": $input.body}"), "$input");
  EXPECT_EQ(velocity_in("#set($x = 1)"), "#set");
  EXPECT_EQ(velocity_in("${x}"), "${x");
  EXPECT_FALSE(velocity_in("{\"statusCode\": 200}"));
  EXPECT_FALSE(velocity_in("costs 5$ or #1 or $ 3"));
}

TEST(TemplateText, Reads_the_status_in_all_spellings_that_AWS_takes) {
  EXPECT_EQ(status_code_in(R"({"statusCode": 200})"), 200);
  EXPECT_EQ(status_code_in(R"({'statusCode':204})"), 204);
  EXPECT_EQ(status_code_in(R"( { statusCode : 404 })"), 404);
  EXPECT_EQ(status_code_in(R"({"statusCode": "500"})"), 500);
  EXPECT_FALSE(status_code_in(""));
  EXPECT_FALSE(status_code_in("{}"));
  EXPECT_FALSE(status_code_in(R"({"statusCode": 42})"));
  EXPECT_FALSE(status_code_in(R"({"statusCode"})"));
}

TEST(MediaType, Compares_without_parameters_and_with_wildcards) {
  EXPECT_EQ(essence(" image/png ; q=1"), "image/png");
  EXPECT_TRUE(is_binary({"image/png"}, "Image/PNG; x=y"));
  EXPECT_TRUE(is_binary({"image/*"}, "image/gif"));
  EXPECT_TRUE(is_binary({"*/*"}, "text/plain"));
  EXPECT_FALSE(is_binary({"image/*"}, "text/plain"));
  EXPECT_FALSE(is_binary({}, "image/png"));
  EXPECT_TRUE(accepts("text/html, application/json;q=0.9", "application/json"));
  EXPECT_FALSE(accepts("", "application/json"));
}

TEST(PathPart, Allows_what_AWS_allows) {
  for (const char* part : {"sheep", "a.b_c-d:e", "{Tattoo}", "{proxy+}"}) {
    EXPECT_TRUE(is_valid_path_part(part)) << part;
  }
  for (const char* part : {"", "a b", "a/b", "{", "{}", "{+}", "{a", "a{b}", "{a b}", "{a++}"}) {
    EXPECT_FALSE(is_valid_path_part(part)) << part;
  }
  EXPECT_EQ(variable_name("{proxy+}"), "proxy");
  EXPECT_EQ(variable_name("{Tattoo}"), "Tattoo");
}

TEST(LambdaUri, Names_the_function) {
  EXPECT_EQ(function_in_uri("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                            "arn:aws:lambda:us-east-1:000000000000:function:f:live/invocations"),
            "arn:aws:lambda:us-east-1:000000000000:function:f:live");
  EXPECT_TRUE(
      function_in_uri("arn:aws:apigateway:us-east-1:lambda:path//2015-03-31/functions/"
                      "f/invocations"));
  EXPECT_FALSE(function_in_uri("https://example.com"));
  EXPECT_FALSE(
      function_in_uri("arn:aws:apigateway:us-east-1:sqs:path/2015-03-31/functions/"
                      "f/invocations"));
  EXPECT_FALSE(
      function_in_uri("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                      "/invocations"));
}

TEST(LambdaUri, Replaces_stage_variables) {
  EXPECT_EQ(substitute_stage_variables("a${stageVariables.x}b${stageVariables.y}", {{"x", "1"}}),
            "a1b");
  EXPECT_EQ(substitute_stage_variables("${stageVariables.x", {{"x", "1"}}), "${stageVariables.x");
}

aws::HttpRequest request(std::string target, std::string host = "127.0.0.1:4566") {
  aws::HttpRequest made{.target = std::move(target)};
  made.headers.add("Host", host);
  return made;
}

TEST(Address, Is_in_the_path_or_in_the_host) {
  const auto by_path = request("/restapis/abc/v1/_user_request_/dog/1?x=/y");
  const auto path = parse_address(by_path);
  ASSERT_TRUE(path);
  EXPECT_EQ(path->api, "abc");
  EXPECT_EQ(path->stage, "v1");
  EXPECT_EQ(path->path, "/dog/1");
  EXPECT_FALSE(path->by_host);

  const auto by_host = request("/v1/dog/?x", "abc.execute-api.localhost:4566");
  const auto host = parse_address(by_host);
  ASSERT_TRUE(host);
  EXPECT_EQ(host->api, "abc");
  EXPECT_EQ(host->stage, "v1");
  EXPECT_EQ(host->path, "/dog/");

  const auto bare = request("/restapis/abc/v1/_user_request_");
  EXPECT_EQ(parse_address(bare)->path, "/");
}

TEST(Address, Leaves_the_control_plane_alone) {
  for (const char* target :
       {"/restapis", "/restapis/abc/stages/v1", "/restapis/abc", "/", "/2015-03-31/functions"}) {
    const auto made = request(target);
    EXPECT_FALSE(parse_address(made)) << target;
  }
}

}  // namespace
}  // namespace bellwether::cloud::apigateway
