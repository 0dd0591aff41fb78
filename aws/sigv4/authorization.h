// What a request says about its signer, and whether it is true: the server's side.
//
// Errors carry the codes and messages of AWS's JSON services; in_protocol() gives them the names
// and status that the other protocols have for the same thing. S3 has rules of its own:
// s3_authorization.h.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/core/operation.h"
#include "aws/sigv4/sign.h"

namespace bellwether::aws::sigv4 {

struct Authorization {
  std::string access_key_id;
  Scope scope;
  // Lower case, sorted.
  std::vector<std::string> signed_headers;
  std::string signature;
  Timestamp time;
  std::string session_token;
  // Presigned requests only.
  std::optional<std::chrono::seconds> expires;
};

// How far the clocks of signer and verifier may differ.
inline constexpr std::chrono::minutes allowed_skew{15};
// The longest life of a presigned request.
inline constexpr std::chrono::days max_presigned_life{7};

// The Authorization header or the X-Amz-* query parameters. MissingAuthenticationTokenException
// when there is neither, IncompleteSignatureException when a part is missing or malformed,
// InvalidSignatureException when both forms are present.
Result<Authorization> parse_authorization(const HttpRequest& request);

// Whether the signature was made with this secret, is current, and covers what it has to. The
// payload's hash is the body's, or what X-Amz-Content-Sha256 declares (UNSIGNED-PAYLOAD,
// STREAMING-); a declared hash has to be the body's. InvalidSignatureException otherwise.
Result<Unit> verify(const HttpRequest& request, const Authorization& authorization,
                    std::string_view secret_access_key, Timestamp now, SigningKeys& keys);

// What verify() says of a request without the secret, and without trust in the signer's clock: that
// a presigned request is within its life, that the scope has the request's day, that the signature
// covers what it has to, that a declared hash is the body's, and that the signature could be one.
Result<Unit> check_without_secret(const HttpRequest& request, const Authorization& authorization,
                                  Timestamp now);

// Whether the body is the one whose hash X-Amz-Content-Sha256 declares, where it declares one.
// Allocates nothing.
bool is_declared_body(const HttpRequest& request);

// Whether the scope names this service and, when not empty, this region. InvalidSignatureException.
Result<Unit> check_scope(const Authorization& authorization, std::string_view signing_name,
                         std::string_view region);

// For an access key that nobody has.
Error unknown_access_key();

// The same refusal in the words of a protocol: JSON services answer 400, the others 403; Query and
// REST-XML have codes of their own.
Error in_protocol(Error error, Protocol protocol);

}  // namespace bellwether::aws::sigv4
