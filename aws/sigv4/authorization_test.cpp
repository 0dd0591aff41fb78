#include "aws/sigv4/authorization.h"

#include <gtest/gtest.h>

#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

using namespace std::chrono_literals;

const Credentials credentials{.access_key_id = "AKIDEXAMPLE", .secret_access_key = "secret"};
const Timestamp now = *parse_basic_time("20150830T123600Z");

HttpRequest put() {
  HttpRequest request{.method = "POST", .target = "/", .body = "{}"};
  request.headers.add("Host", "dynamodb.us-east-1.amazonaws.com");
  return request;
}

HttpRequest signed_put() {
  HttpRequest request = put();
  SigningKeys keys;
  sign(request, credentials, {.region = "us-east-1", .service = "dynamodb", .time = now}, keys);
  return request;
}

Error error_of(const HttpRequest& request) {
  const auto parsed = parse_authorization(request);
  return parsed ? Error{} : parsed.error();
}

Error verify_error(const HttpRequest& request, Timestamp at) {
  SigningKeys keys;
  const auto parsed = parse_authorization(request);
  if (!parsed) return parsed.error();
  const auto verified = verify(request, *parsed, "secret", at, keys);
  return verified ? Error{} : verified.error();
}

TEST(ParseAuthorization, reads_the_scope_of_a_signed_request) {
  const auto parsed = parse_authorization(signed_put());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(parsed->scope, (Scope{"20150830", "us-east-1", "dynamodb"}));
  EXPECT_EQ(parsed->signed_headers, (std::vector<std::string>{"host", "x-amz-date"}));
  EXPECT_EQ(parsed->time, now);
  EXPECT_FALSE(parsed->expires);
}

TEST(ParseAuthorization, accepts_components_without_commas_or_without_spaces) {
  HttpRequest request = put();
  request.headers.add("X-Amz-Date", "20150830T123600Z");
  for (const char* header :
       {"AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request SignedHeaders=host Signature=1",
        "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request,SignedHeaders=host,Signature=1"}) {
    request.headers.set("Authorization", header);
    EXPECT_TRUE(parse_authorization(request)) << header;
  }
}

TEST(ParseAuthorization, refuses_an_unsigned_request) {
  EXPECT_EQ(error_of(put()).code, "MissingAuthenticationTokenException");
}

TEST(ParseAuthorization, names_every_missing_part) {
  HttpRequest request = put();
  request.headers.set("Authorization", "AWS4-HMAC-SHA256 Signature=1");
  const Error error = error_of(request);
  EXPECT_EQ(error.code, "IncompleteSignatureException");
  EXPECT_EQ(error.message,
            "Authorization header requires 'Credential' parameter. Authorization header requires "
            "'SignedHeaders' parameter. Authorization header requires existence of either a "
            "'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 Signature=1");
}

TEST(ParseAuthorization, refuses_a_bearer_token_as_aws_does) {
  HttpRequest request = put();
  request.headers.set("Authorization", "Bearer abc");
  EXPECT_EQ(
      error_of(request).message,
      "'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer "
      "abc'.");
}

TEST(ParseAuthorization, refuses_a_credential_with_a_slash_too_many) {
  HttpRequest request = signed_put();
  request.headers.set("Authorization",
                      "AWS4-HMAC-SHA256 Credential=a/b/20150830/r/s/aws4_request, "
                      "SignedHeaders=host, Signature=1");
  EXPECT_EQ(error_of(request).message,
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            "keyid/date/region/service/term, got 'a/b/20150830/r/s/aws4_request'");
}

TEST(ParseAuthorization, refuses_both_forms_at_once) {
  HttpRequest request = signed_put();
  request.target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256";
  EXPECT_EQ(error_of(request).code, "InvalidSignatureException");
}

TEST(ParseAuthorization, names_the_missing_query_parameters) {
  HttpRequest request = put();
  request.target =
      "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20150830T123600Z&X-Amz-Signature=1";
  EXPECT_EQ(error_of(request).message,
            "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string "
            "parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string "
            "parameters.");
}

TEST(ParseAuthorization, refuses_a_malformed_date) {
  HttpRequest request = signed_put();
  request.headers.set("X-Amz-Date", "2015-08-30");
  EXPECT_EQ(error_of(request).code, "IncompleteSignatureException");
}

TEST(ParseAuthorization, reads_the_date_header_when_there_is_no_x_amz_date) {
  HttpRequest request = put();
  request.headers.add("Date", "Sun, 30 Aug 2015 12:36:00 GMT");
  request.headers.add("Authorization",
                      "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, "
                      "SignedHeaders=date;host, Signature=1");
  const auto parsed = parse_authorization(request);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->time, now);
}

TEST(Verify, refuses_a_changed_body_path_or_header) {
  EXPECT_EQ(verify_error(signed_put(), now), Error{});
  HttpRequest request = signed_put();
  request.body = "{ }";
  EXPECT_EQ(verify_error(request, now).message.substr(0, 67),
            "The request signature we calculated does not match the signature yo");
  request = signed_put();
  request.target = "/other";
  EXPECT_EQ(verify_error(request, now).code, "InvalidSignatureException");
  request = signed_put();
  request.headers.set("Host", "elsewhere");
  EXPECT_EQ(verify_error(request, now).code, "InvalidSignatureException");
}

TEST(Verify, allows_fifteen_minutes_of_skew_either_way) {
  EXPECT_EQ(verify_error(signed_put(), now + 15min), Error{});
  EXPECT_EQ(verify_error(signed_put(), now - 15min), Error{});
  EXPECT_EQ(verify_error(signed_put(), now + 15min + 1s).message,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z "
            "(20150830T125101Z - 15 min.)");
  EXPECT_EQ(verify_error(signed_put(), now - 15min - 1s).message,
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z "
            "(20150830T122059Z + 15 min.)");
}

TEST(Verify, refuses_an_unsigned_amz_header) {
  HttpRequest request = signed_put();
  request.headers.add("X-Amz-Target", "DynamoDB_20120810.DeleteTable");
  EXPECT_EQ(verify_error(request, now).message,
            "There were headers present in the request which were not signed: X-Amz-Target");
}

TEST(Verify, refuses_a_signature_without_host) {
  HttpRequest request = put();
  request.headers.add("X-Amz-Date", "20150830T123600Z");
  request.headers.add("Authorization",
                      "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, "
                      "SignedHeaders=x-amz-date, Signature=1");
  EXPECT_EQ(verify_error(request, now).message,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST(Verify, refuses_a_scope_of_another_day) {
  HttpRequest request = put();
  request.headers.add("X-Amz-Date", "20150830T123600Z");
  request.headers.add("Authorization",
                      "AWS4-HMAC-SHA256 Credential=a/20150831/r/s/aws4_request, "
                      "SignedHeaders=host;x-amz-date, Signature=1");
  EXPECT_EQ(verify_error(request, now).message,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            "HTTP: '20150831' != '20150830', from '20150830T123600Z'.");
}

TEST(Verify, takes_an_unsigned_payload_at_its_word_but_not_a_wrong_hash) {
  HttpRequest request = put();
  SigningKeys keys;
  sign(request, credentials,
       {.region = "us-east-1",
        .service = "s3",
        .time = now,
        .path_style = PathStyle::verbatim,
        .unsigned_payload = true,
        .content_sha256_header = true},
       keys);
  EXPECT_EQ(request.headers.get("X-Amz-Content-Sha256"), "UNSIGNED-PAYLOAD");
  request.body = "anything";
  EXPECT_EQ(verify_error(request, now), Error{});

  request = put();
  sign(request, credentials,
       {.region = "us-east-1", .service = "s3", .time = now, .content_sha256_header = true}, keys);
  request.body = "anything";
  EXPECT_EQ(verify_error(request, now).code, "XAmzContentSHA256Mismatch");
}

TEST(Presign, verifies_until_it_expires) {
  HttpRequest request{.method = "GET", .target = "/bucket/a%20b//c?versionId=1"};
  request.headers.add("Host", "s3.us-east-1.amazonaws.com");
  SigningKeys keys;
  Credentials temporary = credentials;
  temporary.session_token = "to/ken==";
  request.target = presigned_target(request, temporary,
                                    {.region = "us-east-1",
                                     .service = "s3",
                                     .time = now,
                                     .path_style = PathStyle::verbatim,
                                     .unsigned_payload = true},
                                    60s, keys);
  const auto parsed = parse_authorization(request);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->session_token, "to/ken==");
  EXPECT_EQ(parsed->expires, 60s);
  EXPECT_EQ(verify_error(request, now + 60s), Error{});
  EXPECT_EQ(verify_error(request, now + 61s).code, "InvalidSignatureException");
  request.target += "&more=1";
  EXPECT_EQ(verify_error(request, now).code, "InvalidSignatureException");
}

// The example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
TEST(Presign, matches_the_example_in_the_s3_manual) {
  HttpRequest request{.method = "GET", .target = "/test.txt"};
  request.headers.add("Host", "examplebucket.s3.amazonaws.com");
  SigningKeys keys;
  const std::string target =
      presigned_target(request,
                       {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
                        .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
                       {.region = "us-east-1",
                        .service = "s3",
                        .time = *parse_basic_time("20130524T000000Z"),
                        .path_style = PathStyle::verbatim,
                        .unsigned_payload = true},
                       86400s, keys);
  EXPECT_EQ(target,
            "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F"
            "20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires="
            "86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
            "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST(CheckScope, names_the_service_and_region_it_wants) {
  const auto parsed = parse_authorization(signed_put());
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(check_scope(*parsed, "dynamodb", "us-east-1"));
  EXPECT_TRUE(check_scope(*parsed, "dynamodb", ""));
  EXPECT_EQ(check_scope(*parsed, "lambda", "").error().message,
            "Credential should be scoped to correct service: 'lambda'. ");
}

TEST(InProtocol, renames_for_query_and_xml_and_sets_the_status) {
  EXPECT_EQ(in_protocol(unknown_access_key(), Protocol::json_1_0).http_status, 400);
  EXPECT_EQ(in_protocol(unknown_access_key(), Protocol::rest_json).http_status, 403);
  EXPECT_EQ(in_protocol(unknown_access_key(), Protocol::query).code, "InvalidClientTokenId");
  EXPECT_EQ(in_protocol(unknown_access_key(), Protocol::rest_xml).code, "InvalidAccessKeyId");
  EXPECT_EQ(in_protocol(unknown_access_key(), Protocol::rest_xml).message,
            "The AWS Access Key Id you provided does not exist in our records.");
  EXPECT_EQ(in_protocol({.code = "Other", .http_status = 409}, Protocol::query).http_status, 409);
}

TEST(CanonicalPath, keeps_an_s3_key_as_it_is) {
  EXPECT_EQ(canonical_path("/a//b/../c%20d", PathStyle::verbatim), "/a//b/../c%20d");
  EXPECT_EQ(canonical_path("/functions/arn%3Aaws/", PathStyle::normalised),
            "/functions/arn%253Aaws/");
}

}  // namespace
}  // namespace bellwether::aws::sigv4
