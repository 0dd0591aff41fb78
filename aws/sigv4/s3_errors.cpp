#include "aws/sigv4/s3_errors.h"

#include "aws/core/time_format.h"
#include "aws/xml/writer.h"

namespace bellwether::aws::sigv4 {
namespace {

using xml::element;

constexpr int forbidden = 403;

// "47 45 54"
std::string spaced_hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 3);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (!text.empty()) text.push_back(' ');
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

Timestamp whole_seconds(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

}  // namespace

Error s3_signature_mismatch(const SignatureMismatch& mismatch) {
  std::string fields = element("AWSAccessKeyId", mismatch.access_key_id) +
                       element("StringToSign", mismatch.string_to_sign) +
                       element("SignatureProvided", mismatch.signature) +
                       element("StringToSignBytes", spaced_hex(mismatch.string_to_sign));
  if (!mismatch.canonical_request.empty()) {
    fields += element("CanonicalRequest", mismatch.canonical_request) +
              element("CanonicalRequestBytes", spaced_hex(mismatch.canonical_request));
  }
  return {.code = "SignatureDoesNotMatch",
          .message =
              "The request signature we calculated does not match the signature you "
              "provided. Check your key and signing method.",
          .http_status = forbidden,
          .fields = std::move(fields)};
}

Error s3_request_expired(Timestamp expires, Timestamp now, std::string fields) {
  return s3_access_denied("Request has expired",
                          std::move(fields) +
                              element("Expires", format_iso8601(whole_seconds(expires))) +
                              element("ServerTime", format_iso8601(whole_seconds(now))));
}

Error s3_access_denied(std::string message, std::string fields) {
  return {.code = "AccessDenied",
          .message = std::move(message),
          .http_status = forbidden,
          .fields = std::move(fields)};
}

}  // namespace bellwether::aws::sigv4
