// Where a client finds its settings, in AWS's own order of precedence: environment, then the shared
// config file's profile. https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aws/client/credentials_provider.h"
#include "aws/client/timeouts.h"
#include "aws/core/error.h"
#include "aws/core/operation.h"

namespace bellwether::aws {

// The environment variables that matter here, taken once.
struct Environment {
  std::map<std::string, std::string, std::less<>> variables;

  // Empty counts as unset, as in AWS's SDKs.
  std::string get(std::string_view name) const;
};
// HOME and everything that begins with AWS_.
Environment process_environment();

struct ClientConfig {
  std::string region;
  // AWS_ENDPOINT_URL or the profile's endpoint_url; empty: AWS's own endpoints.
  std::string endpoint_url;
  // AWS_ENDPOINT_URL_<SERVICE> or the profile's services section, by the service's endpoint_env.
  std::map<std::string, std::string, std::less<>> service_endpoint_urls;
  bool use_fips_endpoint = false;
  bool use_dualstack_endpoint = false;
  std::shared_ptr<CredentialsProvider> credentials;
  // A PEM file to trust in place of Amazon's roots.
  std::string ca_bundle;
  // In all, the first one included.
  int max_attempts = 3;
  Timeouts timeouts;
  // What is valid and done otherwise here, for whoever has a log or a terminal: the retry modes
  // adaptive and legacy, which run as standard.
  std::vector<std::string> warnings;

  // NoRegionError, ProfileNotFound, InvalidConfigError; credentials are looked for at first use.
  static Result<ClientConfig> from_environment(
      const Environment& environment = process_environment());

  // Where this service is: its own URL, the common one, or https://<prefix>.<region>.amazonaws.com.
  Result<std::string> endpoint(const ServiceInfo& service) const;
};

}  // namespace bellwether::aws
