// Who asks.
//
// By default any access key is believed, as local tools do, and so is a request without a
// signature; what claims to be signed has to be well formed. Strictly, the signature has to be one
// that a configured key makes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/core/operation.h"
#include "aws/sigv4/sign.h"
#include "cloud/core/context.h"

namespace bellwether::cloud::server {

struct AuthenticationOptions {
  bool strict = false;
  // Secret access keys by access key id; strict only.
  std::map<std::string, std::string, std::less<>> secrets;
  // For requests that name none.
  std::string default_region = "us-east-1";
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
  // Whether it is true, where that is asked for.
  aws::Result<aws::Unit> verify(const aws::HttpRequest& request, const aws::ServiceInfo& service,
                                aws::Timestamp now);

  const std::string& default_region() const { return options_.default_region; }

 private:
  const AuthenticationOptions options_;
  aws::sigv4::SigningKeys keys_;
};

}  // namespace bellwether::cloud::server
