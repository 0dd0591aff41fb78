#include "cloud/server/authenticate.h"

#include <gtest/gtest.h>

#include "aws/sigv4/sign.h"

namespace bellwether::cloud::server {
namespace {

constexpr aws::ServiceInfo dynamodb{.name = "dynamodb", .signing_name = "dynamodb"};
constexpr aws::ServiceInfo s3{
    .name = "s3", .signing_name = "s3", .protocol = aws::Protocol::rest_xml};
const aws::Timestamp now{std::chrono::milliseconds{1'795'000'000'000}};

aws::HttpRequest signed_request(const std::string& key, const std::string& secret,
                                std::string_view region = "eu-west-3") {
  aws::HttpRequest request{.method = "POST", .body = "{}"};
  request.headers.add("Host", "localhost");
  aws::sigv4::SigningKeys keys;
  aws::sigv4::sign(request, {.access_key_id = key, .secret_access_key = secret},
                   {.region = region, .service = "dynamodb", .time = now}, keys);
  return request;
}

TEST(Authenticator, Reads_key_region_and_service_from_the_signature) {
  Authenticator lenient({});
  auto caller = lenient.identify(signed_request("AKID", "any"));
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->access_key_id, "AKID");
  EXPECT_EQ(caller->scope, (Scope{.account = "000000000000", .region = "eu-west-3"}));
  EXPECT_EQ(caller->signing_name, "dynamodb");
}

TEST(Authenticator, Takes_an_access_key_of_twelve_digits_for_the_account) {
  Authenticator lenient({});
  EXPECT_EQ(lenient.identify(signed_request("123456789012", "any"))->scope.account, "123456789012");
  EXPECT_EQ(lenient.identify(signed_request("12345678901", "any"))->scope.account, "000000000000");
}

TEST(Authenticator, Takes_unsigned_requests_for_the_default_account_and_region) {
  Authenticator lenient({.default_region = "ap-south-1"});
  auto caller = lenient.identify({});
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->scope, (Scope{.account = "000000000000", .region = "ap-south-1"}));
}

TEST(Authenticator, Reads_presigned_requests) {
  aws::HttpRequest request{.target = "/x"};
  request.headers.add("Host", "localhost");
  aws::sigv4::SigningKeys keys;
  request.target = aws::sigv4::presigned_target(
      request, {.access_key_id = "AKID", .secret_access_key = "s"},
      {.region = "eu-west-3", .service = "lambda", .time = now}, std::chrono::seconds(60), keys);
  auto caller = Authenticator({}).identify(request);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->signing_name, "lambda");
}

TEST(Authenticator, Refuses_malformed_signatures_even_when_lenient) {
  Authenticator lenient({});
  for (std::string_view header :
       {"AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/dynamodb", "Bearer abc",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=short"}) {
    aws::HttpRequest request;
    request.headers.add("Authorization", header);
    auto caller = lenient.identify(request);
    ASSERT_FALSE(caller) << header;
    EXPECT_EQ(caller.error().code, "IncompleteSignatureException") << header;
  }
}

TEST(Authenticator, Refuses_regions_that_cannot_be) {
  Authenticator lenient({});
  for (std::string_view region : {"EU-WEST-3", "eu_west", "a%2Fb"}) {
    EXPECT_FALSE(lenient.identify(signed_request("AKID", "any", region))) << region;
  }
}

// identify() and verify(), as the dispatcher asks them.
aws::Error refusal(Authenticator& authenticator, const aws::HttpRequest& request,
                   const aws::ServiceInfo& service = dynamodb, aws::Timestamp at = now) {
  auto caller = authenticator.identify(request);
  if (!caller) return caller.error();
  auto verified = authenticator.verify(request, *caller, service, at);
  return verified ? aws::Error{} : verified.error();
}

aws::Error lenient_refusal(const aws::HttpRequest& request,
                           const aws::ServiceInfo& service = dynamodb, aws::Timestamp at = now) {
  Authenticator lenient({});
  return refusal(lenient, request, service, at);
}

// The request with `from` replaced in its Authorization header.
aws::HttpRequest altered(aws::HttpRequest request, std::string_view from, std::string_view to) {
  std::string header(request.headers.get("Authorization"));
  request.headers.set("Authorization", header.replace(header.find(from), from.size(), to));
  return request;
}

aws::HttpRequest with_signature(aws::HttpRequest request, std::string_view signature) {
  std::string header(request.headers.get("Authorization"));
  header.erase(header.find("Signature=") + std::string_view("Signature=").size());
  request.headers.set("Authorization", header.append(signature));
  return request;
}

aws::HttpRequest presigned(std::string_view service, std::chrono::seconds life) {
  aws::HttpRequest request{.target = "/x"};
  request.headers.add("Host", "localhost");
  aws::sigv4::SigningKeys keys;
  request.target = aws::sigv4::presigned_target(
      request, {.access_key_id = "AKID", .secret_access_key = "any"},
      {.region = "eu-west-3", .service = service, .time = now, .unsigned_payload = true}, life,
      keys);
  return request;
}

const std::string dummy(64, '0');

TEST(LenientAuthenticator, Takes_unsigned_requests_any_key_and_any_signature_that_could_be_one) {
  EXPECT_EQ(lenient_refusal({}), aws::Error{});
  EXPECT_EQ(lenient_refusal(signed_request("AKID", "any")), aws::Error{});
  EXPECT_EQ(lenient_refusal(with_signature(signed_request("AKID", "any"), dummy)), aws::Error{});
}

TEST(LenientAuthenticator, Trusts_no_clock_but_its_own_and_asks_none_of_headers) {
  const auto request = signed_request("AKID", "any");
  EXPECT_EQ(lenient_refusal(request, dynamodb, now + std::chrono::days(400)), aws::Error{});
  EXPECT_EQ(lenient_refusal(request, dynamodb, now - std::chrono::days(400)), aws::Error{});
}

TEST(LenientAuthenticator, Refuses_what_no_secret_would_make_true) {
  const auto request = signed_request("AKID", "any");
  const auto scope = "/20261118/eu-west-3/dynamodb/";
  struct Case {
    aws::HttpRequest request;
    std::string_view code;
    std::string_view message;
  };
  const Case cases[] = {
      {with_signature(request, "zz"), "InvalidSignatureException",
       "The request signature we calculated does not match the signature you provided. "},
      {with_signature(request, std::string(64, 'A')), "InvalidSignatureException",
       "The request signature we calculated does not match the signature you provided. "},
      {altered(request, "=AKID/", "=/"), "UnrecognizedClientException",
       "The security token included in the request is invalid."},
      {altered(request, scope, "/2026/eu-west-3/dynamodb/"), "InvalidSignatureException",
       "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP"},
      {altered(request, scope, "/20261117/eu-west-3/dynamodb/"), "InvalidSignatureException",
       "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP"},
      {altered(request, scope, "/20261118/eu-west-3/s3/"), "InvalidSignatureException",
       "Credential should be scoped to correct service: 'dynamodb'. "},
      {altered(request, "host;", ""), "InvalidSignatureException",
       "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
      {altered(request, ";x-amz-date", ""), "InvalidSignatureException",
       "There were headers present in the request which were not signed: X-Amz-Date"},
  };
  for (const auto& [sent, code, message] : cases) {
    const auto error = lenient_refusal(sent);
    EXPECT_EQ(error.code, code) << sent.headers.get("Authorization");
    EXPECT_TRUE(error.message.starts_with(message)) << error.message;
  }
}

TEST(LenientAuthenticator, Holds_a_body_to_the_hash_that_is_declared) {
  auto request = signed_request("AKID", "any");
  aws::sigv4::SigningKeys keys;
  aws::sigv4::sign(
      request, {.access_key_id = "AKID", .secret_access_key = "any"},
      {.region = "eu-west-3", .service = "dynamodb", .time = now, .content_sha256_header = true},
      keys);
  EXPECT_EQ(lenient_refusal(request), aws::Error{});
  request.body = "{ }";
  EXPECT_EQ(lenient_refusal(request).code, "XAmzContentSHA256Mismatch");
  request.headers.set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
  EXPECT_EQ(lenient_refusal(request), aws::Error{});
}

TEST(LenientAuthenticator, Ends_presigned_requests_when_they_say) {
  constexpr aws::ServiceInfo lambda{.name = "lambda", .signing_name = "lambda"};
  using std::chrono::seconds;
  EXPECT_EQ(lenient_refusal(presigned("lambda", seconds(1)), lambda), aws::Error{});
  EXPECT_EQ(lenient_refusal(presigned("lambda", seconds(1)), lambda, now + seconds(2)).message,
            "Signature expired: 20261118T110640Z is now earlier than 20261118T110641Z "
            "(20261118T110642Z - 1 sec.)");
  EXPECT_EQ(lenient_refusal(presigned("s3", seconds(1)), s3, now + seconds(2)).message,
            "Request has expired");
}

TEST(LenientAuthenticator, Refuses_presigned_requests_with_no_signature_that_could_be_one) {
  constexpr aws::ServiceInfo lambda{.name = "lambda", .signing_name = "lambda"};
  const auto with = [](aws::HttpRequest request, std::string_view signature) {
    request.target.erase(request.target.find("X-Amz-Signature=") + 16);
    request.target += signature;
    return request;
  };
  const auto life = std::chrono::seconds(60);
  EXPECT_EQ(lenient_refusal(with(presigned("lambda", life), dummy), lambda), aws::Error{});
  EXPECT_EQ(lenient_refusal(with(presigned("lambda", life), "00"), lambda).code,
            "InvalidSignatureException");
  EXPECT_EQ(lenient_refusal(with(presigned("s3", life), dummy), s3), aws::Error{});
  const auto refused = lenient_refusal(with(presigned("s3", life), "zz"), s3);
  EXPECT_EQ(refused.code, "SignatureDoesNotMatch");
  EXPECT_NE(refused.fields.find("<SignatureProvided>zz</SignatureProvided>"), std::string::npos);
}

TEST(LenientAuthenticator, Knows_the_old_signatures_of_S3) {
  const auto with = [](std::string_view key, std::string_view signature) {
    aws::HttpRequest request{.target = "/bucket/key?AWSAccessKeyId="};
    request.target.append(key).append("&Signature=").append(signature).append("&Expires=");
    request.target += std::to_string(now.time_since_epoch() / std::chrono::seconds(1) + 60);
    request.headers.add("Host", "localhost");
    return request;
  };
  constexpr std::string_view well_formed = "bnL7qbcDHykc2s4MuZ1RqOZmHew%3D";
  EXPECT_EQ(lenient_refusal(with("AKID", well_formed), s3), aws::Error{});
  EXPECT_EQ(lenient_refusal(with("", well_formed), s3).code, "InvalidAccessKeyId");
  for (std::string_view signature : {"zz", "bnL7qbcDHykc2s4MuZ1RqOZmHe%3D%3D", "%21"}) {
    EXPECT_EQ(lenient_refusal(with("AKID", signature), s3).code, "SignatureDoesNotMatch");
  }
}

TEST(LenientAuthenticator, Refuses_in_the_words_of_S3) {
  aws::HttpRequest request{.method = "PUT", .target = "/bucket/key"};
  request.headers.add("Host", "localhost");
  aws::sigv4::SigningKeys keys;
  aws::sigv4::sign(request, {.access_key_id = "AKID", .secret_access_key = "any"},
                   {.region = "eu-west-3",
                    .service = "s3",
                    .time = now,
                    .unsigned_payload = true,
                    .content_sha256_header = true},
                   keys);
  EXPECT_EQ(lenient_refusal(request, s3), aws::Error{});
  EXPECT_EQ(lenient_refusal(request, s3, now + std::chrono::days(400)), aws::Error{});
  EXPECT_EQ(lenient_refusal(with_signature(request, "zz"), s3).code, "SignatureDoesNotMatch");
  EXPECT_EQ(lenient_refusal(altered(request, "=AKID/", "=/"), s3).message,
            "The authorization header is malformed; a non-empty Access Key (AKID) must be provided "
            "in the credential.");
  EXPECT_EQ(lenient_refusal(altered(request, "/20261118/", "/2026/"), s3).code,
            "AuthorizationHeaderMalformed");
  auto from_curl = request;
  from_curl.headers.erase("X-Amz-Content-Sha256");
  EXPECT_EQ(lenient_refusal(from_curl, s3), aws::Error{});
  from_curl.headers.set("X-Amz-Date", "20261118T110641Z");
  EXPECT_EQ(lenient_refusal(with_signature(from_curl, "zz"), s3).code, "SignatureDoesNotMatch");
  auto more = request;
  more.headers.add("x-amz-acl", "private");
  EXPECT_EQ(lenient_refusal(more, s3).code, "AccessDenied");
  EXPECT_EQ(lenient_refusal(more, s3).fields, "<HeadersNotSigned>x-amz-acl</HeadersNotSigned>");
}

TEST(StrictAuthenticator, Verifies_signatures) {
  Authenticator strict({.strict = true, .secrets = {{"AKID", "right"}}});
  const auto code = [&](const aws::HttpRequest& request, const aws::ServiceInfo& service = dynamodb,
                        aws::Timestamp at = now) {
    return refusal(strict, request, service, at).code;
  };
  EXPECT_EQ(code(signed_request("AKID", "right")), "");
  EXPECT_EQ(code(signed_request("AKID", "wrong")), "InvalidSignatureException");
  EXPECT_EQ(code(signed_request("OTHER", "right")), "UnrecognizedClientException");
  EXPECT_EQ(code({}), "MissingAuthenticationTokenException");
  EXPECT_EQ(code(signed_request("AKID", "right"), dynamodb, now + std::chrono::hours(1)),
            "InvalidSignatureException");
  constexpr aws::ServiceInfo lambda{.name = "lambda", .signing_name = "lambda"};
  EXPECT_EQ(code(signed_request("AKID", "right"), lambda), "InvalidSignatureException");
  EXPECT_EQ(code({}, s3), "AccessDenied");
}

}  // namespace
}  // namespace bellwether::cloud::server
