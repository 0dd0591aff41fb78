// Where keys come from.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "aws/core/error.h"
#include "aws/sigv4/credentials.h"

namespace bellwether::aws {

// Safe from several threads.
class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;
  // Valid now. NoCredentialsError and CredentialRetrievalError.
  virtual Result<Credentials> credentials() = 0;
};

class StaticCredentials final : public CredentialsProvider {
 public:
  explicit StaticCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}
  Result<Credentials> credentials() override { return credentials_; }

 private:
  Credentials credentials_;
};

// The error found while looking for credentials, answered whenever they are needed.
class NoCredentials final : public CredentialsProvider {
 public:
  explicit NoCredentials(Error error) : error_(std::move(error)) {}
  Result<Credentials> credentials() override { return fail(error_); }

 private:
  Error error_;
};

// The endpoint that ECS, EKS and local tools give a container:
// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
class ContainerCredentials final : public CredentialsProvider {
 public:
  struct Source {
    std::string url;
    // What the Authorization header says, or the file that holds it, read anew at each refresh.
    std::string authorization_token;
    std::string authorization_token_file;
    std::string ca_bundle;
  };
  using Now = std::function<Timestamp()>;

  // InvalidConfigError when the URL is plain HTTP to another host than the container's own.
  static Result<std::shared_ptr<ContainerCredentials>> create(Source source, Now now);

  // Kept until five minutes before they expire.
  Result<Credentials> credentials() override;

 private:
  ContainerCredentials(Source source, Now now) : source_(std::move(source)), now_(std::move(now)) {}
  Result<Credentials> fetch() const;

  Source source_;
  Now now_;
  std::mutex mutex_;
  std::optional<Credentials> cached_;
};

}  // namespace bellwether::aws
