#include "aws/core/operation.h"

#include <gtest/gtest.h>

#include "aws/dynamodb/model.h"
#include "aws/lambda/model.h"

namespace bellwether::aws {
namespace {

TEST(MatchUri, binds_labels_decoded) {
  PathParameters labels;
  ASSERT_TRUE(match_uri("/2015-03-31/functions/{FunctionName}/invocations",
                        "/2015-03-31/functions/arn%3Aaws/invocations", labels));
  ASSERT_EQ(labels.size(), 1U);
  EXPECT_EQ(labels[0].first, "FunctionName");
  EXPECT_EQ(labels[0].second, "arn:aws");
}

TEST(MatchUri, takes_one_trailing_slash_more_or_less) {
  PathParameters labels;
  EXPECT_TRUE(match_uri("/2015-03-31/functions/", "/2015-03-31/functions", labels));
  EXPECT_TRUE(match_uri("/2015-03-31/functions", "/2015-03-31/functions/", labels));
  EXPECT_FALSE(match_uri("/2015-03-31/functions/", "/2015-03-31/functions/x", labels));
  EXPECT_FALSE(match_uri("/a/{b}", "/a/", labels));
}

TEST(MatchUri, greedy_label_takes_the_rest) {
  PathParameters labels;
  ASSERT_TRUE(match_uri("/{Bucket}/{Key+}", "/b/x/y%2Fz", labels));
  EXPECT_EQ(labels[1].second, "x/y/z");
}

TEST(Errors, travel_in_the_form_of_their_protocol) {
  const auto dynamodb =
      encode_error(dynamodb::service, dynamodb::errors::ResourceNotFoundException("no table"));
  EXPECT_EQ(dynamodb.status, 400);
  EXPECT_EQ(dynamodb.body,
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
            R"("message":"no table"})");
  EXPECT_EQ(encode_error(dynamodb::service, dynamodb::errors::ValidationException("x")).body,
            R"({"__type":"com.amazon.coral.validate#ValidationException","message":"x"})");

  const auto lambda =
      encode_error(lambda::service, lambda::errors::ResourceNotFoundException("no function"));
  EXPECT_EQ(lambda.status, 404);
  EXPECT_EQ(lambda.headers.get("x-amzn-errortype"), "ResourceNotFoundException");
  EXPECT_EQ(lambda.body, R"({"Message":"no function","Type":"User"})");
}

TEST(Errors, are_read_back_with_code_message_and_status) {
  for (const auto& error : {dynamodb::errors::ResourceNotFoundException("no \"table\"")}) {
    const Error back = decode_error(dynamodb::service, encode_error(dynamodb::service, error));
    EXPECT_EQ(back.code, error.code);
    EXPECT_EQ(back.message, error.message);
    EXPECT_EQ(back.http_status, error.http_status);
  }
  const Error html = decode_error(dynamodb::service, {.status = 503, .body = "<html>"});
  EXPECT_EQ(html.code, "HTTP503");
}

}  // namespace
}  // namespace bellwether::aws
