// Any bytes as a request's target and Authorization header: read or refused with a status, and what
// is read is not verified by chance. What is read in its usual form is what the parser reads.
#include <cstdlib>

#include "aws/sigv4/authorization.h"
#include "aws/sigv4/presigned_v2.h"
#include "aws/sigv4/s3_authorization.h"
#include "aws/sigv4/timestamp.h"
#include "aws/sigv4/usual_authorization.h"
#include "tests/fuzz/target.h"

using namespace bellwether::aws;  // NOLINT: a program of its own

namespace {

const Timestamp now = *sigv4::parse_basic_time("20150830T123600Z");

template <class T>
void must_be_refused(const Result<T>& result) {
  if (result || result.error().code.empty() || result.error().http_status < 400) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t line = std::min(text.find('\n'), text.size());
  HttpRequest request{.target = "/" + text.substr(0, line)};
  request.headers.add("Host", "b.s3.amazonaws.com");
  request.headers.add("X-Amz-Date", "20150830T123600Z");
  request.headers.add("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
  if (line < text.size()) request.headers.add("Authorization", text.substr(line + 1));

  sigv4::SigningKeys keys;
  const auto parsed = sigv4::parse_authorization(request);
  if (const auto usual = sigv4::read_usual_authorization(request)) {
    if (!parsed || !sigv4::check_without_secret(request, *parsed, now)) std::abort();
    if (parsed->access_key_id != usual->access_key_id) std::abort();
    if (parsed->scope.region != usual->region) std::abort();
    if (parsed->scope.service != usual->service) std::abort();
  }
  if (parsed) {
    must_be_refused(sigv4::verify(request, *parsed, "secret", now, keys));
  }
  if (const auto s3 = sigv4::parse_s3_authorization(request)) {
    must_be_refused(sigv4::verify_s3(request, *s3, "secret", now, keys));
  } else {
    must_be_refused(s3);
  }
  if (const auto v2 = sigv4::parse_presigned_v2(request)) {
    must_be_refused(sigv4::verify_presigned_v2(request, *v2, "secret", "b", now));
  }
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  const std::string signature(64, 'a');
  return {
      "k\nAWS4-HMAC-SHA256 Credential=a/20150830/us-east-1/s3/aws4_request, "
      "SignedHeaders=host;x-amz-date, Signature=" +
          signature,
      "\nAWS4-HMAC-SHA256 Credential=a/20150830/us-east-1/dynamodb/aws4_request,"
      "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=" +
          signature,
      "k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20150830%2Fus-east-1%2Fs3%2F"
      "aws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&"
      "X-Amz-Signature=" +
          signature,
      "k?uploads&AWSAccessKeyId=a&Signature=bnL7qbcDHykc2s4MuZ1RqOZmHew%3D&Expires=1440941760",
      "k\nAWS a:b",
      "k\nBearer a",
      "",
  };
}
