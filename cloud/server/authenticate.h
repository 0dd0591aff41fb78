// Who asks.
//
// By default any access key is believed, as local tools do, and so is a request without a
// signature; what claims to be signed has to be all that can be told without the secret (see
// docs/serve.md). Strictly, the signature has to be one that a configured key makes.
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

// How far a request's own account of its signer has been read.
enum class Claim {
  none,    // it is not signed
  sound,   // nothing to object to without the secret, the service and the body
  unread,  // verify() looks
};

struct Caller {
  Scope scope;
  // Empty when the request is not signed.
  std::string access_key_id;
  std::string signing_name;
  Claim claim = Claim::none;
};

// Thread-safe.
class Authenticator {
 public:
  explicit Authenticator(AuthenticationOptions options) : options_(std::move(options)) {}

  // What the request says of itself, believed or not. Errors are worded for JSON services.
  aws::Result<Caller> identify(const aws::HttpRequest& request) const;
  // Whether it is true, as far as that is asked for, of a whole request to any service but S3 and
  // of the head of one to S3, whose errors are in its own words. `caller` is what identify() said.
  aws::Result<Verified> verify(const aws::HttpRequest& request, const Caller& caller,
                               const aws::ServiceInfo& service, aws::Timestamp now);

  // What S3 says of a request that identify() refused.
  static aws::Error s3_refusal(const aws::HttpRequest& request, aws::Error error);

  const std::string& default_region() const { return options_.default_region; }

 private:
  aws::Result<Verified> verify_s3(const aws::HttpRequest& request, const Caller& caller,
                                  const aws::ServiceInfo& service, aws::Timestamp now);
  aws::Result<Verified> verify_s3_v2(const aws::HttpRequest& request, aws::Timestamp now) const;
  // The secret of a key, or null.
  const std::string* secret(std::string_view access_key_id) const;

  const AuthenticationOptions options_;
  aws::sigv4::SigningKeys keys_;
};

}  // namespace bellwether::cloud::server
