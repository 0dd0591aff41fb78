// What a request to S3 declares its body to be, in x-amz-content-sha256 and the headers beside it:
// known before the body is read, which then has to keep to it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
#pragma once

#include <string_view>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/sigv4/chunked.h"

namespace bellwether::aws::sigv4 {

enum class PayloadForm {
  absent,    // no x-amz-content-sha256
  sha256,    // its value is the body's hash, which whoever reads the body compares
  unhashed,  // UNSIGNED-PAYLOAD: any body
  streaming_unsigned_trailer,  // aws-chunked
  streaming_signed,            // aws-chunked, every chunk signed
  streaming_signed_trailer,    // aws-chunked, every chunk and the trailers signed
};

constexpr bool is_streaming(PayloadForm form) {
  return form == PayloadForm::streaming_unsigned_trailer || form == PayloadForm::streaming_signed ||
         form == PayloadForm::streaming_signed_trailer;
}
constexpr bool has_signed_chunks(PayloadForm form) {
  return form == PayloadForm::streaming_signed || form == PayloadForm::streaming_signed_trailer;
}
constexpr bool has_trailer(PayloadForm form) {
  return form == PayloadForm::streaming_unsigned_trailer ||
         form == PayloadForm::streaming_signed_trailer;
}

// InvalidArgument for anything else; NotImplemented for the forms of Signature Version 4A.
Result<PayloadForm> payload_form(const Headers& headers);

// What the decoder of a streaming form has to hold the body to. MissingContentLength without
// x-amz-decoded-content-length, InvalidRequest for an x-amz-trailer that S3 does not know.
Result<chunked::Declared> declared_chunks(const Headers& headers, PayloadForm form);

// For a body whose hash, in lower case hex, is not the declared one. Hex compares without case.
Error payload_mismatch(std::string_view declared, std::string_view computed);

}  // namespace bellwether::aws::sigv4
