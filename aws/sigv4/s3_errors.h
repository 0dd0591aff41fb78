// What S3 says of signatures that it refuses. The same in every version of the signature.
#pragma once

#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "aws/core/types.h"

namespace bellwether::aws::sigv4 {

struct SignatureMismatch {
  std::string_view access_key_id;
  std::string_view string_to_sign;
  std::string_view signature;
  // Version 4's of a whole request, or empty.
  std::string_view canonical_request{};
};

// SignatureDoesNotMatch with what the server signed, so that the client can be mended.
Error s3_signature_mismatch(const SignatureMismatch& mismatch);
// AccessDenied, "Request has expired"; `fields`: elements before Expires.
Error s3_request_expired(Timestamp expires, Timestamp now, std::string fields = {});
Error s3_access_denied(std::string message, std::string fields = {});

}  // namespace bellwether::aws::sigv4
