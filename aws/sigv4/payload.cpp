#include "aws/sigv4/payload.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "aws/checksums/checksum.h"
#include "aws/sigv4/s3_errors.h"
#include "aws/xml/writer.h"

namespace bellwether::aws::sigv4 {
namespace {

using xml::element;

struct Known {
  std::string_view value;
  PayloadForm form;
};

constexpr std::array known{
    Known{"UNSIGNED-PAYLOAD", PayloadForm::unhashed},
    Known{"STREAMING-UNSIGNED-PAYLOAD-TRAILER", PayloadForm::streaming_unsigned_trailer},
    Known{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", PayloadForm::streaming_signed},
    Known{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", PayloadForm::streaming_signed_trailer},
};

bool is_hash(std::string_view text) {
  return text.size() == 64 &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

Error invalid_request(std::string message) {
  return {.code = "InvalidRequest", .message = std::move(message)};
}

}  // namespace

Result<PayloadForm> payload_form(const Headers& headers) {
  const std::string* value = headers.find("X-Amz-Content-Sha256");
  if (!value) return PayloadForm::absent;
  if (is_hash(*value)) return PayloadForm::sha256;
  const auto found = std::ranges::find(known, *value, &Known::value);
  if (found != known.end()) return found->form;
  if (value->starts_with("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD")) {
    return fail({.code = "NotImplemented",
                 .message = "Signature Version 4A (" + *value + ") is not implemented",
                 .http_status = 501});
  }
  return fail({.code = "InvalidArgument",
               .message = "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "
                          "STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
                          "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
                          "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, "
                          "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 "
                          "value.",
               .fields = element("ArgumentName", "x-amz-content-sha256") +
                         element("ArgumentValue", *value)});
}

Result<chunked::Declared> declared_chunks(const Headers& headers, PayloadForm form) {
  chunked::Declared declared{.signed_chunks = has_signed_chunks(form),
                             .trailer = has_trailer(form)};
  const std::string_view length = headers.get("X-Amz-Decoded-Content-Length");
  const auto [end, error] =
      std::from_chars(length.data(), length.data() + length.size(), declared.decoded_length);
  if (error != std::errc{} || end != length.data() + length.size()) {
    return fail({.code = "MissingContentLength",
                 .message = "You must provide the Content-Length HTTP header.",
                 .http_status = 411});
  }
  if (const std::string* trailer = headers.find("X-Amz-Trailer")) {
    const auto algorithm = checksum_of_header(*trailer);
    if (!algorithm || !declared.trailer) {
      return fail(
          invalid_request("The value specified in the x-amz-trailer header is not supported"));
    }
    declared.trailer_names.emplace_back(header_of(*algorithm));
  }
  return declared;
}

Error payload_mismatch(std::string_view declared, std::string_view computed) {
  return {.code = "XAmzContentSHA256Mismatch",
          .message = "The provided 'x-amz-content-sha256' header does not match what was computed.",
          .fields = element("ClientComputedContentSHA256", declared) +
                    element("S3ComputedContentSHA256", computed)};
}

}  // namespace bellwether::aws::sigv4
