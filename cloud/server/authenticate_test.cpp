#include "cloud/server/authenticate.h"

#include <gtest/gtest.h>

#include "aws/sigv4/sign.h"

namespace bellwether::cloud::server {
namespace {

constexpr aws::ServiceInfo dynamodb{.name = "dynamodb", .signing_name = "dynamodb"};
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

TEST(Authenticator, Verifies_nothing_when_lenient) {
  Authenticator lenient({});
  EXPECT_TRUE(lenient.verify({}, dynamodb, now));
}

TEST(Authenticator, Verifies_signatures_when_strict) {
  Authenticator strict({.strict = true, .secrets = {{"AKID", "right"}}});
  EXPECT_TRUE(strict.verify(signed_request("AKID", "right"), dynamodb, now));
  EXPECT_EQ(strict.verify(signed_request("AKID", "wrong"), dynamodb, now).error().code,
            "InvalidSignatureException");
  EXPECT_EQ(strict.verify(signed_request("OTHER", "right"), dynamodb, now).error().code,
            "UnrecognizedClientException");
  EXPECT_EQ(strict.verify({}, dynamodb, now).error().code, "MissingAuthenticationTokenException");
  EXPECT_FALSE(
      strict.verify(signed_request("AKID", "right"), dynamodb, now + std::chrono::hours(1)));
  constexpr aws::ServiceInfo lambda{.name = "lambda", .signing_name = "lambda"};
  EXPECT_FALSE(strict.verify(signed_request("AKID", "right"), lambda, now));
}

}  // namespace
}  // namespace bellwether::cloud::server
