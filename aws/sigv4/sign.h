// Signs requests.
//
//   sigv4::SigningKeys keys;
//   sigv4::sign(request, credentials, {.region = "eu-west-3", .service = "dynamodb", .time = now},
//               keys);
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/http.h"
#include "aws/sigv4/canonical.h"
#include "aws/sigv4/credentials.h"
#include "aws/sigv4/hash.h"

namespace bellwether::aws::sigv4 {

// The middle of a credential: "20150830/us-east-1/dynamodb/aws4_request".
struct Scope {
  std::string date;
  std::string region;
  std::string service;

  std::string text() const;
  friend bool operator==(const Scope&, const Scope&) = default;
};

// Derived keys, each good for one secret, day, region and service: four HMACs saved a request.
// Safe from several threads.
class SigningKeys {
 public:
  Digest key(std::string_view secret_access_key, const Scope& scope);

 private:
  struct Entry {
    std::string secret;
    Scope scope;
    Digest key;
  };
  std::mutex mutex_;
  std::vector<Entry> entries_;
  std::size_t next_ = 0;
};

struct SignOptions {
  std::string_view region;
  std::string_view service;
  Timestamp time;
  PathStyle path_style = PathStyle::normalised;
  // UNSIGNED-PAYLOAD in place of the body's hash.
  bool unsigned_payload = false;
  // In place of the body's hash where not empty: of a body that is not in the request.
  std::string_view payload_hash{};
  // Sends and signs x-amz-content-sha256, which S3 demands.
  bool content_sha256_header = false;
};

// Adds X-Amz-Date, X-Amz-Security-Token where there is one, and Authorization. Every header present
// is signed but those that proxies change; Host has to be among them.
void sign(HttpRequest& request, const Credentials& credentials, const SignOptions& options,
          SigningKeys& keys);

// The request's target with its signature in the query, valid for `expires` from options.time.
// Host has to be among the headers; whoever uses the target must send the headers given here.
std::string presigned_target(const HttpRequest& request, const Credentials& credentials,
                             const SignOptions& options, std::chrono::seconds expires,
                             SigningKeys& keys);

std::string string_to_sign(std::string_view time, const Scope& scope,
                           std::string_view canonical_request);

}  // namespace bellwether::aws::sigv4
