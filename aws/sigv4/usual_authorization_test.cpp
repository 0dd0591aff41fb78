#include "aws/sigv4/usual_authorization.h"

#include <gtest/gtest.h>

#include "aws/sigv4/authorization.h"
#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

const Timestamp now = *parse_basic_time("20150830T123600Z");
const std::string some_signature(64, '0');

HttpRequest with_authorization(std::string_view header) {
  HttpRequest request{.method = "POST", .body = "{}"};
  request.headers.add("Host", "127.0.0.1:4566");
  request.headers.add("X-Amz-Date", "20150830T123600Z");
  request.headers.add("X-Amz-Target", "DynamoDB_20120810.GetItem");
  request.headers.add("Authorization", header);
  return request;
}

HttpRequest with(std::string_view credential,
                 std::string_view names = "host;x-amz-date;x-amz-target",
                 std::string_view signature = some_signature) {
  std::string header = "AWS4-HMAC-SHA256 Credential=";
  header.append(credential).append(", SignedHeaders=").append(names);
  return with_authorization(header.append(", Signature=").append(signature));
}

constexpr std::string_view akid = "AKID/20150830/us-east-1/dynamodb/aws4_request";

TEST(UsualAuthorization, is_what_clients_write) {
  for (const auto& request :
       {with(akid), with(akid, "X-Amz-Target;X-Amz-Date;Host"),
        with_authorization("AWS4-HMAC-SHA256 Credential=" + std::string(akid) +
                           ",SignedHeaders=content-type;host;x-amz-date;x-amz-target,Signature=" +
                           some_signature)}) {
    const auto usual = read_usual_authorization(request);
    ASSERT_TRUE(usual) << request.headers.get("Authorization");
    EXPECT_EQ(usual->access_key_id, "AKID");
    EXPECT_EQ(usual->region, "us-east-1");
    EXPECT_EQ(usual->service, "dynamodb");
  }
}

TEST(UsualAuthorization, is_what_sign_makes) {
  HttpRequest request{.method = "POST", .body = "{}"};
  request.headers.add("Host", "localhost");
  request.headers.add("Content-MD5", "mZFLkyvTelC5g8XnyQrpOw==");
  SigningKeys keys;
  sign(request, {.access_key_id = "AKID", .secret_access_key = "s", .session_token = "t"},
       {.region = "eu-west-3", .service = "lambda", .time = now}, keys);
  EXPECT_TRUE(read_usual_authorization(request));
}

// What the usual form lets through is what the parser and the checks let through.
TEST(UsualAuthorization, leaves_whatever_is_wrong_to_the_parser) {
  for (const auto& request : {
           with("/20150830/us-east-1/dynamodb/aws4_request"),
           with("AKID/2015/us-east-1/dynamodb/aws4_request"),
           with("AKID/20150831/us-east-1/dynamodb/aws4_request"),
           with("AKID/20150830/us-east-1/dynamodb/aws3_request"),
           with("AKID/20150830/us-east-1/dynamodb"),
           with("AKID/20150830/us-east-1/dynamodb/aws4_request/more"),
           with(akid, "x-amz-date;x-amz-target"),
           with(akid, "host;x-amz-date"),
           with(akid, "hosts;x-amz-date;x-amz-target"),
           with(akid, ""),
           with(akid, "host;x-amz-date;x-amz-target", "zz"),
           with(akid, "host;x-amz-date;x-amz-target", std::string(63, '0') + "A"),
           with(akid, "host;x-amz-date;x-amz-target", std::string(65, '0')),
           with_authorization("AWS4-HMAC-SHA256 Credential, SignedHeaders=host;x-amz-date;"
                              "x-amz-target, Signature=" +
                              some_signature),
           with_authorization("Bearer abc"),
           with_authorization(""),
       }) {
    const std::string_view header = request.headers.get("Authorization");
    EXPECT_FALSE(read_usual_authorization(request)) << header;
    const auto parsed = parse_authorization(request);
    EXPECT_FALSE(parsed && !parsed->access_key_id.empty() &&
                 check_without_secret(request, *parsed, now))
        << header;
  }
}

TEST(UsualAuthorization, has_no_parameter_that_nobody_knows) {
  EXPECT_FALSE(read_usual_authorization(
      with(akid, "host;x-amz-date;x-amz-target", some_signature + ", More=1")));
  EXPECT_FALSE(read_usual_authorization(
      with(akid, "host;x-amz-date;x-amz-target", some_signature + ", more")));
}

TEST(UsualAuthorization, is_not_in_the_query_as_well) {
  auto request = with(akid);
  request.target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256";
  EXPECT_FALSE(read_usual_authorization(request));
}

TEST(UsualAuthorization, has_a_date_that_is_one) {
  auto request = with(akid);
  request.headers.set("X-Amz-Date", "20150830T250000Z");
  EXPECT_FALSE(read_usual_authorization(request));
  request.headers.erase("X-Amz-Date");
  request.headers.add("Date", "Sun, 30 Aug 2015 12:36:00 GMT");
  EXPECT_FALSE(read_usual_authorization(request));
}

}  // namespace
}  // namespace bellwether::aws::sigv4
