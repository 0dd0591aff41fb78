// Signature Version 4 as S3 has it: the same arithmetic as elsewhere, with rules, an order of
// checks and words of its own. Errors are S3's, ready to be answered.
//
// A request is verified by its head alone, as bodies may be of any size: what x-amz-content-sha256
// declares is under the signature, and whoever reads the body holds it to that (payload.h,
// streaming.h).
#pragma once

#include <string_view>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/sigv4/authorization.h"

namespace bellwether::aws::sigv4 {

enum class S3Mechanism {
  anonymous,
  v4_header,  // Authorization: AWS4-HMAC-SHA256
  v4_query,   // X-Amz-Algorithm
  v2_query,   // Signature, AWSAccessKeyId and Expires: aws/sigv2
};

// InvalidArgument for two at once or an unknown scheme, InvalidRequest for Version 2 in the header.
Result<S3Mechanism> s3_mechanism(const HttpRequest& request);

// Whether a request signed in its header has to carry x-amz-content-sha256. S3 wants it, and the
// --aws-sigv4 of curl 7.88 and older leaves it out.
enum class ContentHash { required, optional };

// Of a request signed with Version 4. AuthorizationHeaderMalformed or
// AuthorizationQueryParametersError for what is missing or malformed, AccessDenied without a date,
// InvalidRequest without a required x-amz-content-sha256.
Result<Authorization> parse_s3_authorization(const HttpRequest& request,
                                             ContentHash hash = ContentHash::required);

// Whether it is current: RequestTimeTooSkewed, or AccessDenied for what was presigned.
Result<Unit> check_s3_time(const HttpRequest& request, const Authorization& authorization,
                           Timestamp now);

// What verify_s3() says of a request without the secret, and without trust in the signer's clock:
// that what was presigned is current, that the signature covers what it has to, and that it could
// be one.
Result<Unit> check_s3_without_secret(const HttpRequest& request, const Authorization& authorization,
                                     Timestamp now);

// Whether it is current, covers what it has to (AccessDenied), and was made with this secret
// (SignatureDoesNotMatch).
Result<Unit> verify_s3(const HttpRequest& request, const Authorization& authorization,
                       std::string_view secret_access_key, Timestamp now, SigningKeys& keys);

// For an access key that nobody has.
Error unknown_s3_access_key(std::string_view access_key_id);

}  // namespace bellwether::aws::sigv4
