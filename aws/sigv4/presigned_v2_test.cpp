// URLs that botocore made at 2015-08-30T12:36:00Z, for an hour:
//   client("s3", config=Config(signature_version="s3")).generate_presigned_url(...)
#include "aws/sigv4/presigned_v2.h"

#include <gtest/gtest.h>

#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const Timestamp made = *parse_basic_time("20150830T123600Z");
const std::string key = "AWSAccessKeyId=AKIDEXAMPLE&Signature=";
const std::string expires = "&Expires=1440941760";

HttpRequest request(std::string method, std::string target) {
  HttpRequest made_request{.method = std::move(method), .target = std::move(target)};
  made_request.headers.add("Host", "127.0.0.1:4566");
  return made_request;
}

HttpRequest get_object() {
  return request("GET", "/bucket/a%20b/%C3%BC%2B%26.txt?" + key +
                            "9ZU9aQYiV2cVvw%2Fzi5QV8%2FzZORQ%3D" + expires);
}

Error refusal(const HttpRequest& sent, std::string_view host_bucket = {}, Timestamp now = made,
              std::string_view with_secret = secret) {
  const auto presigned = parse_presigned_v2(sent);
  if (!presigned) return presigned.error();
  const auto verified = verify_presigned_v2(sent, *presigned, with_secret, host_bucket, now);
  return verified ? Error{} : verified.error();
}

TEST(PresignedV2, reads_who_signed_and_until_when) {
  const auto presigned = parse_presigned_v2(get_object());
  ASSERT_TRUE(presigned);
  EXPECT_EQ(presigned->access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(presigned->signature, "9ZU9aQYiV2cVvw/zi5QV8/zZORQ=");
  EXPECT_EQ(presigned->expires, made + 1h);
}

TEST(PresignedV2, verifies_an_object_by_path_and_by_host) {
  EXPECT_EQ(refusal(get_object()), Error{});
  HttpRequest by_host = get_object();
  by_host.target.erase(0, std::string_view("/bucket").size());
  EXPECT_EQ(refusal(by_host, "bucket"), Error{});
  EXPECT_EQ(refusal(by_host, "other").code, "SignatureDoesNotMatch");
  EXPECT_EQ(refusal(by_host).code, "SignatureDoesNotMatch");
}

TEST(PresignedV2, signs_the_sub_resources_and_no_other_parameter) {
  const std::string overrides =
      "/bucket/k?response-content-type=text%2Fhtml%3B%20charset%3Dutf-8&"
      "response-content-disposition=attachment%3B%20filename%3D%22a%20b%2Bc.txt%22&versionId="
      "null&" +
      key + "28Gv8zuFFHjVpndFHGJSFjaE4bM%3D" + expires;
  EXPECT_EQ(refusal(request("GET", overrides)), Error{});
  EXPECT_EQ(refusal(request("GET", overrides + "&x-id=GetObject")), Error{});
  EXPECT_EQ(refusal(request("GET", overrides + "&acl")).code, "SignatureDoesNotMatch");
  EXPECT_EQ(refusal(request("PUT", "/bucket/k?uploadId=id%2F%2B%3D&partNumber=7&" + key +
                                       "XYLCkwZAlMsgrumLNtDXhlkm97A%3D" + expires)),
            Error{});
  EXPECT_EQ(refusal(request("PUT", "/bucket/k?tagging&" + key +
                                       "Obp6k%2FgU0SfJh6lSy%2FP9mjjofVU%3D" + expires)),
            Error{});
}

TEST(PresignedV2, signs_headers_that_travel_in_the_query_or_as_headers) {
  const std::string target = "/bucket/k?uploads&" + key +
                             "bnL7qbcDHykc2s4MuZ1RqOZmHew%3D&content-type=image%2Fpng&"
                             "x-amz-meta-color=red" +
                             expires;
  EXPECT_EQ(refusal(request("POST", target)), Error{});
  HttpRequest sent = request("POST", target);
  sent.headers.add("Content-Type", "image/png");
  sent.headers.add("X-Amz-Meta-Color", " red ");
  EXPECT_EQ(refusal(sent), Error{});
  sent.headers.set("Content-Type", "image/gif");
  EXPECT_EQ(refusal(sent).code, "SignatureDoesNotMatch");
  EXPECT_EQ(
      refusal(request("PUT", "/bucket/k?" + key +
                                 "SZxPvGG3A1QNnbJsQJOhSziBLXg%3D&content-type=text%2Fplain&"
                                 "content-md5=XUFAKrxLKna5cZ2REBfFkg%3D%3D&x-amz-acl=private" +
                                 expires)),
      Error{});
}

TEST(PresignedV2, signs_the_session_token) {
  const std::string target = "/bucket/k?" + key +
                             "bx4%2F13q0D%2FLLlICYrh8F203NV8E%3D&"
                             "x-amz-security-token=to%2Fken%2B%3D%3D" +
                             expires;
  EXPECT_EQ(refusal(request("GET", target)), Error{});
  HttpRequest other = request("GET", target);
  other.target.replace(other.target.find("to%2Fken"), 8, "other---");
  EXPECT_EQ(refusal(other).code, "SignatureDoesNotMatch");
}

TEST(PresignedV2, verifies_buckets_and_the_service) {
  const std::string list = "?list-type=2&prefix=a%2F&encoding-type=url&" + key +
                           "Ya%2B85ZyXY8iFfi3pDWIlrQo1118%3D" + expires;
  EXPECT_EQ(refusal(request("GET", "/bucket" + list)), Error{});
  EXPECT_EQ(refusal(request("GET", "/" + list), "bucket"), Error{});
  EXPECT_EQ(refusal(request("GET", "/?" + key + "BCPG7b6tHb9jmn8hg%2FcO6jTSAJY%3D" + expires)),
            Error{});
}

TEST(PresignedV2, expires) {
  EXPECT_EQ(refusal(get_object(), {}, made + 1h), Error{});
  const Error error = refusal(get_object(), {}, made + 1h + 1s);
  EXPECT_EQ(error.code, "AccessDenied");
  EXPECT_EQ(error.http_status, 403);
  EXPECT_EQ(error.message, "Request has expired");
  EXPECT_EQ(error.fields,
            "<Expires>2015-08-30T13:36:00Z</Expires>"
            "<ServerTime>2015-08-30T13:36:01Z</ServerTime>");
}

TEST(PresignedV2, refuses_another_secret_method_path_or_expiry) {
  const Error error = refusal(get_object(), {}, made, "another");
  EXPECT_EQ(error.code, "SignatureDoesNotMatch");
  EXPECT_EQ(error.http_status, 403);
  EXPECT_NE(error.fields.find("<StringToSign>GET\n\n\n1440941760\n/bucket/a%20b/"),
            std::string::npos);
  HttpRequest changed = get_object();
  changed.method = "PUT";
  EXPECT_EQ(refusal(changed).code, "SignatureDoesNotMatch");
  changed = get_object();
  changed.target.replace(0, 7, "/budget");
  EXPECT_EQ(refusal(changed).code, "SignatureDoesNotMatch");
  changed = get_object();
  changed.target.back() = '1';
  EXPECT_EQ(refusal(changed).code, "SignatureDoesNotMatch");
}

TEST(PresignedV2, refuses_what_is_missing_or_no_date) {
  EXPECT_EQ(refusal(request("GET", "/b/k?Signature=x&Expires=1")).message,
            "Query-string authentication requires the Signature, Expires and AWSAccessKeyId "
            "parameters");
  for (const char* date : {"1e9", "", "2147483648", "+", "99999999999999999999"}) {
    const Error error =
        refusal(request("GET", "/b/k?Signature=x&AWSAccessKeyId=a&Expires=" + std::string(date)));
    EXPECT_EQ(error.code, "AccessDenied");
    EXPECT_TRUE(error.message.starts_with("Invalid date (should be seconds since epoch): "));
  }
}

}  // namespace
}  // namespace bellwether::aws::sigv4
