#include "cloud/apigateway/proxy_response.h"

#include <gmock/gmock.h>

namespace bellwether::cloud::apigateway {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::expected<aws::HttpResponse, std::string> map(std::string_view payload,
                                                  std::string_view accept = "",
                                                  std::vector<std::string> binary = {}) {
  return proxy_response(payload, accept, binary);
}

std::vector<aws::Headers::Entry> entries(const aws::HttpResponse& response) {
  return {response.headers.begin(), response.headers.end()};
}

TEST(ProxyResponse, Maps_status_headers_and_body) {
  const auto response = map(R"({"statusCode":201,"headers":{"X-A":"b","X-N":5},"body":"hello"})");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "hello");
  EXPECT_THAT(entries(*response), ElementsAre(Pair("X-A", "b"), Pair("X-N", "5"),
                                              Pair("Content-Type", "application/json")));
}

TEST(ProxyResponse, Status_may_be_a_numeric_string_or_missing) {
  EXPECT_EQ(map(R"({"statusCode":"404"})")->status, 404);
  EXPECT_EQ(map("{}")->status, 200);
  EXPECT_EQ(map("{}")->body, "");
}

TEST(ProxyResponse, Merges_multi_value_headers_without_repeating_a_pair) {
  const auto response = map(R"({"headers":{"Set-Cookie":"a=1","content-type":"text/plain"},)"
                            R"("multiValueHeaders":{"Set-Cookie":["a=1","b=2"]}})");
  ASSERT_TRUE(response);
  EXPECT_THAT(entries(*response), ElementsAre(Pair("Set-Cookie", "a=1"), Pair("Set-Cookie", "b=2"),
                                              Pair("content-type", "text/plain")));
}

TEST(ProxyResponse, Refuses_what_AWS_calls_malformed) {
  for (const char* payload :
       {"", "null", "\"text\"", "[]", "{", R"({"wrongValue":1})", R"({"statusCode":"abc"})",
        R"({"statusCode":99})", R"({"statusCode":200.5})", R"({"body":{"a":1}})", R"({"body":7})",
        R"({"headers":[]})", R"({"headers":{"a":{}}})", R"({"multiValueHeaders":{"a":"b"}})",
        R"({"isBase64Encoded":"true"})"}) {
    EXPECT_FALSE(map(payload)) << payload;
  }
}

TEST(ProxyResponse, Says_what_is_malformed) {
  const auto reason = [](std::string_view payload) {
    const auto response = map(payload);
    return response ? "accepted" : response.error();
  };
  EXPECT_EQ(reason(R"({"x":1})"),
            R"(member "x" is none of statusCode, headers, multiValueHeaders, body and )"
            "isBase64Encoded");
  EXPECT_EQ(reason("{"), "it is not JSON");
  EXPECT_EQ(reason("[]"), "it is an array, not an object");
  EXPECT_EQ(reason(R"({"statusCode":"abc"})"),
            R"(statusCode is "abc", not a whole number from 100 to 599)");
  EXPECT_EQ(reason(R"({"statusCode":99})"), "statusCode is 99, not a whole number from 100 to 599");
  EXPECT_EQ(reason(R"({"body":{"a":1}})"), "body is an object, not a string");
  EXPECT_EQ(reason(R"({"headers":{"a":{}}})"), R"(header "a" is an object, not a string)");
  EXPECT_EQ(reason(R"({"multiValueHeaders":{"a":"b"}})"),
            R"("a" of multiValueHeaders is a string, not an array)");
  EXPECT_EQ(reason(R"({"isBase64Encoded":"true"})"), "isBase64Encoded is a string, not a boolean");
}

TEST(ProxyResponse, What_a_function_wrote_stays_on_the_log_s_line) {
  const auto response = map("{\"a\\nb" + std::string(200, 'x') + "\":1}");
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error(), testing::StartsWith(R"(member "a\nbx)"));
  EXPECT_LT(response.error().size(), 200u);
}

TEST(ProxyResponse, Keeps_a_function_from_writing_into_the_connection) {
  EXPECT_FALSE(map(R"({"headers":{"X-A":"b\r\nX-Injected: 1"}})"));
  EXPECT_FALSE(map(R"({"headers":{"X A":"b"}})"));
  const auto response =
      map(R"({"headers":{"Content-Length":"9999","Transfer-Encoding":"chunked"}})");
  ASSERT_TRUE(response);
  EXPECT_FALSE(response->headers.contains("Content-Length"));
  EXPECT_FALSE(response->headers.contains("Transfer-Encoding"));
  EXPECT_EQ(response->headers.get("x-amzn-Remapped-Content-Length"), "9999");
}

TEST(ProxyResponse, Decodes_base64_for_clients_that_want_bytes) {
  const std::string_view payload =
      R"({"headers":{"Content-Type":"image/png"},"body":"AAEC","isBase64Encoded":true})";
  const std::string bytes("\0\1\2", 3);
  EXPECT_EQ(map(payload, "image/png", {"image/png"})->body, bytes);
  EXPECT_EQ(map(payload, "*/*", {"image/png"})->body, bytes);
  EXPECT_EQ(map(payload, "text/html,image/png", {"image/png"})->body, "AAEC");
  EXPECT_EQ(map(payload, "text/html", {"*/*"})->body, bytes);
  EXPECT_EQ(map(payload, "image/png", {})->body, "AAEC");
  EXPECT_FALSE(map(R"({"body":"?","isBase64Encoded":true})", "*/*", {"*/*"}));
}

}  // namespace
}  // namespace bellwether::cloud::apigateway
