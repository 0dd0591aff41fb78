#include "aws/client/config.h"

#include <charconv>

#include <unistd.h>

#include "aws/client/partitions.h"
#include "aws/client/profile.h"
#include "aws/client/small_file.h"
#include "aws/client/url.h"

namespace bellwether::aws {
namespace {

Error invalid_config(std::string message) {
  return {.code = "InvalidConfigError", .message = std::move(message), .http_status = 0};
}

struct Settings {
  const Environment& environment;
  std::string profile_name;
  bool profile_chosen = false;
  bool profile_found = false;
  Section profile;      // of the config file
  Section credentials;  // of the credentials file, which wins
  Section services;

  // The environment's value, then the profile's; empty counts as unset, as in the SDKs.
  std::string get(const char* variable, std::string_view key) const {
    if (variable) {
      if (auto value = environment.get(variable); !value.empty()) return value;
    }
    const auto found = profile.find(key);
    return found == profile.end() ? std::string() : found->second;
  }

  std::string key_of_profile(std::string_view key) const {
    if (const auto found = credentials.find(key); found != credentials.end()) return found->second;
    const auto found = profile.find(key);
    return found == profile.end() ? std::string() : found->second;
  }
};

std::string in_home(const Environment& environment, const char* variable, std::string_view file) {
  auto path = environment.get(variable);
  const std::string home = environment.get("HOME");
  if (path.empty()) return home.empty() ? "" : home + "/.aws/" + std::string(file);
  if (path.starts_with("~/")) return home + path.substr(1);
  return path;
}

ConfigFile load(const std::string& path, ConfigFileKind kind) {
  return path.empty() ? ConfigFile{} : parse_config_file(read_small_file(path).value_or(""), kind);
}

Settings load_settings(const Environment& environment) {
  Settings settings{.environment = environment};
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    if (settings.profile_name.empty()) {
      settings.profile_name = environment.get(variable);
    }
  }
  settings.profile_chosen = !settings.profile_name.empty();
  if (!settings.profile_chosen) settings.profile_name = "default";

  const ConfigFile config =
      load(in_home(environment, "AWS_CONFIG_FILE", "config"), ConfigFileKind::config);
  const ConfigFile credentials =
      load(in_home(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
           ConfigFileKind::credentials);
  const auto in_config = config.profiles.find(settings.profile_name);
  const auto in_credentials = credentials.profiles.find(settings.profile_name);
  settings.profile_found =
      in_config != config.profiles.end() || in_credentials != credentials.profiles.end();
  if (in_config != config.profiles.end()) settings.profile = in_config->second;
  if (in_credentials != credentials.profiles.end()) settings.credentials = in_credentials->second;
  if (const auto name = settings.profile.find("services"); name != settings.profile.end()) {
    if (const auto found = config.services.find(name->second); found != config.services.end()) {
      settings.services = found->second;
    }
  }
  return settings;
}

Result<bool> flag(const Settings& settings, const char* variable, std::string_view key) {
  const std::string value = settings.get(variable, key);
  if (value.empty() || value == "false" || value == "False" || value == "FALSE") return false;
  if (value == "true" || value == "True" || value == "TRUE") return true;
  return fail(
      invalid_config(std::string(variable) + " is \"" + value + "\"; it has to be true or false"));
}

// ECS's address, which AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is relative to.
constexpr const char* container_host = "http://169.254.170.2";

std::shared_ptr<CredentialsProvider> from_container(const Environment& environment,
                                                    const std::string& ca_bundle) {
  ContainerCredentials::Source source;
  source.ca_bundle = ca_bundle;
  if (auto relative = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
      !relative.empty()) {
    source.url = container_host + relative;
  } else {
    source.url = environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  }
  if (source.url.empty()) return nullptr;
  source.authorization_token = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  source.authorization_token_file = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  auto made = ContainerCredentials::create(std::move(source), [] {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
  });
  if (!made) return std::make_shared<NoCredentials>(std::move(made.error()));
  return *made;
}

// Environment, profile, container. Never the instance metadata service: inside Lambda there is
// none, and asking it has cost other SDKs' users five seconds a start.
std::shared_ptr<CredentialsProvider> find_credentials(const Settings& settings,
                                                      const std::string& ca_bundle) {
  const Environment& environment = settings.environment;
  const std::string key = environment.get("AWS_ACCESS_KEY_ID");
  const std::string secret = environment.get("AWS_SECRET_ACCESS_KEY");
  if (!key.empty() && !secret.empty()) {
    return std::make_shared<StaticCredentials>(
        Credentials{.access_key_id = key,
                    .secret_access_key = secret,
                    .session_token = environment.get("AWS_SESSION_TOKEN")});
  }
  if (key.empty() != secret.empty()) {
    return std::make_shared<NoCredentials>(
        Error{.code = "NoCredentialsError",
              .message = "Partial credentials in the environment: AWS_ACCESS_KEY_ID and "
                         "AWS_SECRET_ACCESS_KEY have to be set together",
              .http_status = 0});
  }
  Credentials of_profile{.access_key_id = settings.key_of_profile("aws_access_key_id"),
                         .secret_access_key = settings.key_of_profile("aws_secret_access_key"),
                         .session_token = settings.key_of_profile("aws_session_token")};
  if (!of_profile.access_key_id.empty() && !of_profile.secret_access_key.empty()) {
    return std::make_shared<StaticCredentials>(std::move(of_profile));
  }
  for (const std::string_view unsupported :
       {"role_arn", "sso_session", "sso_start_url", "credential_process", "web_identity_token_file",
        "login_session"}) {
    if (settings.key_of_profile(unsupported).empty()) continue;
    return std::make_shared<NoCredentials>(
        Error{.code = "NoCredentialsError",
              .message = "The profile \"" + settings.profile_name + "\" takes its credentials by " +
                         std::string(unsupported) +
                         ", which is not supported; export them with `aws configure "
                         "export-credentials --format env`",
              .http_status = 0});
  }
  if (auto container = from_container(environment, ca_bundle)) return container;
  return std::make_shared<NoCredentials>(
      Error{.code = "NoCredentialsError",
            .message =
                "Unable to locate credentials: neither AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY, nor keys in the profile \"" +
                settings.profile_name +
                "\", nor AWS_CONTAINER_CREDENTIALS_FULL_URI or _RELATIVE_URI are set. The instance "
                "metadata service is never asked",
            .http_status = 0});
}

Result<Unit> read_retries(const Settings& settings, ClientConfig& config) {
  const std::string mode = settings.get("AWS_RETRY_MODE", "retry_mode");
  if (mode == "adaptive" || mode == "legacy") {
    config.warnings.push_back("The retry mode " + mode +
                              " runs as standard here; AWS_RETRY_MODE=standard says so");
  } else if (!mode.empty() && mode != "standard") {
    return fail(
        invalid_config("The retry mode \"" + mode + "\" is none of standard, adaptive and legacy"));
  }
  const std::string attempts = settings.get("AWS_MAX_ATTEMPTS", "max_attempts");
  if (attempts.empty()) return Unit{};
  const char* end = attempts.data() + attempts.size();
  const auto [parsed, error] = std::from_chars(attempts.data(), end, config.max_attempts);
  if (error != std::errc{} || parsed != end || config.max_attempts < 1) {
    return fail(invalid_config("AWS_MAX_ATTEMPTS is \"" + attempts +
                               "\"; it has to be a number of at least 1"));
  }
  return Unit{};
}

// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
void read_endpoints(const Settings& settings, ClientConfig& config) {
  config.endpoint_url = settings.get("AWS_ENDPOINT_URL", "endpoint_url");
  // A URL for all in the environment stands above one for a service in the file.
  if (settings.environment.get("AWS_ENDPOINT_URL").empty()) {
    constexpr std::string_view suffix = ".endpoint_url";
    for (const auto& [name, value] : settings.services) {
      if (!name.ends_with(suffix)) continue;
      std::string service = name.substr(0, name.size() - suffix.size());
      for (char& c : service) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      }
      config.service_endpoint_urls[service] = value;
    }
  }
  constexpr std::string_view prefix = "AWS_ENDPOINT_URL_";
  const auto& variables = settings.environment.variables;
  for (auto it = variables.lower_bound(prefix); it != variables.end(); ++it) {
    if (!it->first.starts_with(prefix)) break;
    if (!it->second.empty())
      config.service_endpoint_urls[it->first.substr(prefix.size())] = it->second;
  }
}

}  // namespace

std::string Environment::get(std::string_view name) const {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string() : found->second;
}

Environment process_environment() {
  Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = text.substr(0, equals);
    if (name != "HOME" && !name.starts_with("AWS_")) continue;
    environment.variables.emplace(name, text.substr(equals + 1));
  }
  return environment;
}

Result<ClientConfig> ClientConfig::from_environment(const Environment& environment) {
  const Settings settings = load_settings(environment);
  if (settings.profile_chosen && !settings.profile_found) {
    return fail({.code = "ProfileNotFound",
                 .message = "The config profile (" + settings.profile_name + ") could not be found",
                 .http_status = 0});
  }
  ClientConfig config;
  // AWS_REGION is what Lambda and the newer SDKs set, AWS_DEFAULT_REGION the CLI's name for it.
  config.region = environment.get("AWS_REGION");
  if (config.region.empty()) config.region = settings.get("AWS_DEFAULT_REGION", "region");
  if (config.region.empty()) {
    return fail({.code = "NoRegionError",
                 .message = "You must specify a region: set AWS_REGION or the profile's region",
                 .http_status = 0});
  }
  config.ca_bundle = settings.get("AWS_CA_BUNDLE", "ca_bundle");
  if (auto retries = read_retries(settings, config); !retries)
    return fail(std::move(retries.error()));

  const auto ignore =
      flag(settings, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls");
  if (!ignore) return fail(ignore.error());
  if (!*ignore) read_endpoints(settings, config);
  const auto fips = flag(settings, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  if (!fips) return fail(fips.error());
  config.use_fips_endpoint = *fips;
  const auto dualstack = flag(settings, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  if (!dualstack) return fail(dualstack.error());
  config.use_dualstack_endpoint = *dualstack;

  config.credentials = find_credentials(settings, config.ca_bundle);
  return config;
}

Result<std::string> ClientConfig::endpoint(const ServiceInfo& service) const {
  const auto own = service_endpoint_urls.find(service.endpoint_env);
  const std::string& configured = own == service_endpoint_urls.end() ? endpoint_url : own->second;
  if (!configured.empty()) {
    if (!parse_url(configured)) {
      return fail(invalid_config("Invalid endpoint: " + configured));
    }
    return configured;
  }
  const Partition& partition = partition_of(region);
  std::string url = "https://";
  // S3's dual-stack names are older than the others'.
  if (service.endpoint_prefix == "s3" && use_dualstack_endpoint) {
    const std::string_view start = use_fips_endpoint ? "s3-fips.dualstack." : "s3.dualstack.";
    return url.append(start).append(region).append(".").append(partition.dns_suffix);
  }
  url.append(service.endpoint_prefix).append(use_fips_endpoint ? "-fips." : ".");
  url.append(region).append(".").append(use_dualstack_endpoint ? partition.dualstack_dns_suffix
                                                               : partition.dns_suffix);
  return url;
}

}  // namespace bellwether::aws
