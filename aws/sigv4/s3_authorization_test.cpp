#include "aws/sigv4/s3_authorization.h"

#include <gtest/gtest.h>

#include "aws/sigv4/payload.h"
#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

using namespace std::chrono_literals;

const Credentials credentials{.access_key_id = "AKIDEXAMPLE", .secret_access_key = "secret"};
const Timestamp now = *parse_basic_time("20150830T123600Z");

HttpRequest bare() {
  HttpRequest request{.method = "GET", .target = "/bucket/a%20b//c?versionId=1"};
  request.headers.add("Host", "s3.us-east-1.amazonaws.com");
  return request;
}

SignOptions options() {
  return {.region = "us-east-1",
          .service = "s3",
          .time = now,
          .path_style = PathStyle::verbatim,
          .unsigned_payload = true,
          .content_sha256_header = true};
}

HttpRequest signed_request() {
  HttpRequest request = bare();
  SigningKeys keys;
  sign(request, credentials, options(), keys);
  return request;
}

HttpRequest presigned(std::chrono::seconds life = 60s) {
  HttpRequest request = bare();
  SigningKeys keys;
  request.target = presigned_target(request, credentials, options(), life, keys);
  return request;
}

Error refusal(const HttpRequest& request, Timestamp at = now, std::string_view secret = "secret") {
  SigningKeys keys;
  const auto parsed = parse_s3_authorization(request);
  if (!parsed) return parsed.error();
  const auto verified = verify_s3(request, *parsed, secret, at, keys);
  return verified ? Error{} : verified.error();
}

HttpRequest with_header(std::string_view name, std::string_view value) {
  HttpRequest request = signed_request();
  request.headers.set(name, value);
  return request;
}

HttpRequest with_authorization(std::string_view from, std::string_view to) {
  HttpRequest request = signed_request();
  std::string header(request.headers.get("Authorization"));
  request.headers.set("Authorization", header.replace(header.find(from), from.size(), to));
  return request;
}

HttpRequest with_query(std::string_view from, std::string_view to) {
  HttpRequest request = presigned();
  request.target.replace(request.target.find(from), from.size(), to);
  return request;
}

HttpRequest without_header(std::string_view name) {
  HttpRequest request = signed_request();
  request.headers.erase(name);
  return request;
}

TEST(S3Mechanism, is_told_from_the_header_and_the_query) {
  EXPECT_EQ(s3_mechanism(bare()), S3Mechanism::anonymous);
  EXPECT_EQ(s3_mechanism(signed_request()), S3Mechanism::v4_header);
  EXPECT_EQ(s3_mechanism(presigned()), S3Mechanism::v4_query);
  HttpRequest request = bare();
  request.target = "/b/k?AWSAccessKeyId=a&Signature=b&Expires=1";
  EXPECT_EQ(s3_mechanism(request), S3Mechanism::v2_query);
}

TEST(S3Mechanism, refuses_two_at_once_and_what_it_does_not_know) {
  HttpRequest request = presigned();
  request.headers.add("Authorization", "AWS4-HMAC-SHA256 x");
  EXPECT_EQ(s3_mechanism(request).error().code, "InvalidArgument");
  EXPECT_EQ(refusal(with_header("Authorization", "Bearer token")).message,
            "Unsupported Authorization Type");
  EXPECT_EQ(refusal(with_header("Authorization", "Bearer")).message,
            "Authorization header is invalid -- one and only one ' ' (space) required");
  EXPECT_EQ(refusal(with_header("Authorization", "AWS a:b")).message,
            "The authorization mechanism you have provided is not supported. Please use "
            "AWS4-HMAC-SHA256.");
}

TEST(S3Header, is_verified_without_the_body) {
  HttpRequest request = bare();
  request.method = "PUT";
  request.body = "body";
  SigningKeys keys;
  SignOptions hashed = options();
  hashed.unsigned_payload = false;
  sign(request, credentials, hashed, keys);
  EXPECT_EQ(payload_form(request.headers), PayloadForm::sha256);
  request.body.clear();
  EXPECT_EQ(refusal(request), Error{});
  request.headers.set("X-Amz-Content-Sha256", sha256_hex("other"));
  EXPECT_EQ(refusal(request).code, "SignatureDoesNotMatch");
}

TEST(S3Header, must_say_what_its_payload_is) {
  EXPECT_EQ(refusal(without_header("X-Amz-Content-Sha256")).message,
            "Missing required header for this request: x-amz-content-sha256");
  const Error error = refusal(with_header("X-Amz-Content-Sha256", "garbage"));
  EXPECT_EQ(error.code, "InvalidArgument");
  EXPECT_EQ(error.fields,
            "<ArgumentName>x-amz-content-sha256</ArgumentName>"
            "<ArgumentValue>garbage</ArgumentValue>");
}

TEST(S3Header, is_named_malformed_with_its_fault) {
  const auto fault = [](std::string_view from, std::string_view to) {
    const Error error = refusal(with_authorization(from, to));
    EXPECT_EQ(error.code, "AuthorizationHeaderMalformed");
    EXPECT_EQ(error.http_status, 400);
    return error.message;
  };
  const std::string prefix = "The authorization header is malformed; ";
  EXPECT_EQ(fault("Credential", "Cred"), prefix +
                                             "the authorization header requires three components: "
                                             "Credential, SignedHeaders, and Signature.");
  EXPECT_EQ(fault("/us-east-1/", "/"), prefix +
                                           "the Credential is mal-formed; expecting "
                                           "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
  EXPECT_EQ(fault("/20150830/", "/2015083/"),
            prefix +
                "incorrect date format \"2015083\". This date in the credential must be in the "
                "format \"yyyyMMdd\".");
  EXPECT_EQ(fault("/s3/", "/ec2/"),
            prefix + "incorrect service \"ec2\". This endpoint belongs to \"s3\".");
  EXPECT_EQ(fault("aws4_request", "aws4"),
            prefix + "incorrect terminal \"aws4\". This endpoint uses \"aws4_request\".");
  EXPECT_EQ(fault("/20150830/", "/20150829/"),
            prefix + "Invalid credential date. Date is not the same as X-Amz-Date.");
}

TEST(S3Header, needs_a_date) {
  for (const HttpRequest& request :
       {without_header("X-Amz-Date"), with_header("X-Amz-Date", "2015-08-30T12:36:00Z")}) {
    const Error error = refusal(request);
    EXPECT_EQ(error.code, "AccessDenied");
    EXPECT_EQ(error.message, "AWS authentication requires a valid Date or x-amz-date header");
  }
}

TEST(S3Header, allows_fifteen_minutes_of_skew) {
  EXPECT_EQ(refusal(signed_request(), now + 15min), Error{});
  EXPECT_EQ(refusal(signed_request(), now - 15min), Error{});
  const Error error = refusal(signed_request(), now + 15min + 1s);
  EXPECT_EQ(error.code, "RequestTimeTooSkewed");
  EXPECT_EQ(error.http_status, 403);
  EXPECT_EQ(error.message,
            "The difference between the request time and the current time is too large.");
  EXPECT_EQ(error.fields,
            "<RequestTime>20150830T123600Z</RequestTime>"
            "<ServerTime>2015-08-30T12:51:01Z</ServerTime>"
            "<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>");
}

TEST(S3Header, must_sign_what_s3_asks_for) {
  HttpRequest request = with_header("X-Amz-Meta-Color", "red");
  request.headers.add("Content-MD5", "x");
  request.headers.add("Content-Type", "text/plain");
  const Error error = refusal(request);
  EXPECT_EQ(error.code, "AccessDenied");
  EXPECT_EQ(error.message, "There were headers present in the request which were not signed");
  EXPECT_EQ(error.fields, "<HeadersNotSigned>content-md5, x-amz-meta-color</HeadersNotSigned>");
  EXPECT_EQ(refusal(with_authorization("SignedHeaders=host;", "SignedHeaders=")).fields,
            "<HeadersNotSigned>host</HeadersNotSigned>");
}

TEST(S3Header, of_another_secret_shows_what_the_server_signed) {
  const Error error = refusal(signed_request(), now, "another");
  EXPECT_EQ(error.code, "SignatureDoesNotMatch");
  EXPECT_EQ(error.http_status, 403);
  EXPECT_TRUE(
      error.fields.starts_with("<AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId><StringToSign>"
                               "AWS4-HMAC-SHA256\n20150830T123600Z\n"));
  EXPECT_NE(error.fields.find("<CanonicalRequest>GET\n/bucket/a%20b//c\nversionId=1\n"),
            std::string::npos);
  EXPECT_NE(error.fields.find("<CanonicalRequestBytes>47 45 54 0a "), std::string::npos);
}

TEST(S3Query, verifies_until_it_expires) {
  EXPECT_EQ(refusal(presigned()), Error{});
  EXPECT_EQ(refusal(presigned(), now + 60s), Error{});
  const Error error = refusal(presigned(), now + 61s);
  EXPECT_EQ(error.code, "AccessDenied");
  EXPECT_EQ(error.http_status, 403);
  EXPECT_EQ(error.message, "Request has expired");
  EXPECT_EQ(error.fields,
            "<X-Amz-Expires>60</X-Amz-Expires><Expires>2015-08-30T12:37:00Z</Expires>"
            "<ServerTime>2015-08-30T12:37:01Z</ServerTime>");
}

TEST(S3Query, is_not_valid_long_before_its_date) {
  EXPECT_EQ(refusal(presigned(), now - 15min), Error{});
  EXPECT_EQ(refusal(presigned(), now - 15min - 1s).message, "Request is not yet valid");
}

TEST(S3Query, names_its_fault) {
  const auto fault = [](std::string_view from, std::string_view to) {
    const Error error = refusal(with_query(from, to));
    EXPECT_EQ(error.code, "AuthorizationQueryParametersError") << from;
    EXPECT_EQ(error.http_status, 400);
    return error.message;
  };
  for (const char* name : {"Credential", "Date", "Expires", "SignedHeaders", "Signature"}) {
    EXPECT_EQ(fault("X-Amz-" + std::string(name), "x"),
              "Query-string authentication version 4 requires the X-Amz-Algorithm, "
              "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and "
              "X-Amz-Expires parameters.");
  }
  EXPECT_EQ(fault("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
            "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
  EXPECT_EQ(fault("20150830T123600Z", "2015-08-30"),
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  EXPECT_EQ(fault("Expires=60", "Expires=1h"), "X-Amz-Expires should be a number");
  EXPECT_EQ(fault("Expires=60", "Expires=-1"), "X-Amz-Expires must be non-negative");
  EXPECT_EQ(fault("Expires=60", "Expires=604801"),
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
            "must be less than 604800 seconds");
  EXPECT_EQ(fault("%2Fs3%2F", "%2Fec2%2F"),
            "Error parsing the X-Amz-Credential parameter; incorrect service \"ec2\". This "
            "endpoint belongs to \"s3\".");
  EXPECT_EQ(fault("%2F20150830%2F", "%2F20150829%2F"),
            "Invalid credential date \"20150829\". This date is not the same as X-Amz-Date: "
            "\"20150830\".");
}

TEST(S3Query, covers_the_path_the_query_and_the_headers) {
  HttpRequest request = presigned();
  request.target += "&response-content-type=text%2Fhtml";
  EXPECT_EQ(refusal(request).code, "SignatureDoesNotMatch");
  request = presigned();
  request.method = "PUT";
  EXPECT_EQ(refusal(request).code, "SignatureDoesNotMatch");
  request = presigned();
  request.headers.add("x-amz-acl", "public-read");
  EXPECT_EQ(refusal(request).code, "AccessDenied");
}

TEST(S3Authorization, names_the_access_key_that_nobody_has) {
  const Error error = unknown_s3_access_key("AK<ID");
  EXPECT_EQ(error.code, "InvalidAccessKeyId");
  EXPECT_EQ(error.fields, "<AWSAccessKeyId>AK&lt;ID</AWSAccessKeyId>");
}

}  // namespace
}  // namespace bellwether::aws::sigv4
