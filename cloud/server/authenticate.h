// Who asks.
//
// By default any access key is believed, as local tools do, and so is a request without a
// signature; what claims to be signed has to be well formed. Strictly, the signature has to be one
// that a configured key makes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/core/operation.h"
#include "aws/sigv4/sign.h"
#include "aws/sigv4/streaming.h"
#include "cloud/core/context.h"

namespace bellwether::cloud::server {

struct AuthenticationOptions {
  bool strict = false;
  // Secret access keys by access key id; strict only.
  std::map<std::string, std::string, std::less<>> secrets;
  // For requests that name none.
  std::string default_region = "us-east-1";
};

// What a verified request still has to prove.
struct Verified {
  // The signatures of the chunks in which its body comes. S3 only.
  std::optional<aws::sigv4::StreamingVerifier> chunks;
};

struct Caller {
  Scope scope;
  // Empty when the request is not signed.
  std::string access_key_id;
  std::string signing_name;
};

// Thread-safe.
class Authenticator {
 public:
  explicit Authenticator(AuthenticationOptions options) : options_(std::move(options)) {}

  // What the request says of itself, believed or not. Errors are worded for JSON services.
  aws::Result<Caller> identify(const aws::HttpRequest& request) const;
  // Whether it is true, where that is asked for. A presigned URL of S3 ends in any case when it
  // says. Errors of S3 are in its own words.
  aws::Result<Verified> verify(const aws::HttpRequest& request, const aws::ServiceInfo& service,
                               aws::Timestamp now);

  // What S3 says of a request that identify() refused.
  static aws::Error s3_refusal(const aws::HttpRequest& request, aws::Error error);

  const std::string& default_region() const { return options_.default_region; }

 private:
  aws::Result<Verified> verify_s3(const aws::HttpRequest& request, aws::Timestamp now);
  aws::Result<Verified> verify_s3_v2(const aws::HttpRequest& request, aws::Timestamp now) const;
  // The secret of a key, or null.
  const std::string* secret(std::string_view access_key_id) const;

  const AuthenticationOptions options_;
  aws::sigv4::SigningKeys keys_;
};

}  // namespace bellwether::cloud::server
