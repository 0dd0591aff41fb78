#include "cli/stack_target.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "aws/lambda/model.h"
#include "aws/sigv4/hash.h"

namespace bellwether::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view default_endpoint = "http://127.0.0.1:4566";
constexpr std::string_view default_region = "us-east-1";
// A local cloud takes any key; these are used where none are configured.
constexpr std::string_view any_key = "bellwether";

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path state_home() {
  if (const auto home = environment("XDG_STATE_HOME"); !home.empty()) return home;
  if (const auto home = environment("HOME"); !home.empty()) return fs::path(home) / ".local/state";
  return fs::temp_directory_path();
}

// The cloud's own rule: an access key of twelve digits names the account.
std::string account_of(const std::string& access_key_id) {
  const bool is_account =
      access_key_id.size() == 12 &&
      std::ranges::all_of(access_key_id, [](char c) { return c >= '0' && c <= '9'; });
  return is_account ? access_key_id : cloud::Scope{}.account;
}

std::string_view host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return url.substr(0, url.find_first_of(":/?"));
}

aws::Environment settle_environment(const TargetOptions& options) {
  aws::Environment settled = aws::process_environment();
  auto& variables = settled.variables;
  if (!options.endpoint_url.empty()) {
    // What is said on the command line goes for every service.
    std::erase_if(variables, [](const auto& v) { return v.first.starts_with("AWS_ENDPOINT_URL"); });
    variables["AWS_ENDPOINT_URL"] = options.endpoint_url;
  } else if (settled.get("AWS_ENDPOINT_URL").empty()) {
    variables["AWS_ENDPOINT_URL"] = default_endpoint;
  }
  if (!options.region.empty()) variables["AWS_REGION"] = options.region;
  return settled;
}

}  // namespace

void TargetOptions::add_to(CLI::App& command) {
  command.add_option("--endpoint-url", endpoint_url,
                     fmt::format("Where the cloud is (AWS_ENDPOINT_URL, or {})", default_endpoint));
  command.add_option("--region", region,
                     fmt::format("Region (AWS_REGION, the profile's, or {})", default_region));
  command.add_option("--state-dir", state_dir,
                     "Folder that remembers the stacks ($XDG_STATE_HOME/bellwether/stacks)");
}

aws::Result<StackTarget> find_target(const TargetOptions& options) {
  aws::Environment settled = settle_environment(options);
  auto config = aws::ClientConfig::from_environment(settled);
  if (!config && config.error().code == "NoRegionError") {
    settled.variables["AWS_REGION"] = default_region;
    config = aws::ClientConfig::from_environment(settled);
  }
  if (!config) return std::unexpected(config.error());
  for (const auto& warning : config->warnings) fmt::print(stderr, "bellwether: {}\n", warning);

  StackTarget target{.endpoint_url = config->endpoint_url, .scope = {.region = config->region}};
  while (target.endpoint_url.ends_with('/')) target.endpoint_url.pop_back();
  const std::string_view host = host_of(target.endpoint_url);
  if (host.ends_with(".amazonaws.com")) {
    return aws::fail({.code = "ValidationError",
                      .message = fmt::format("{} is AWS itself: deploy there with `sam deploy`, as "
                                             "docs/run-on-aws.md shows",
                                             host)});
  }
  auto credentials = config->credentials->credentials();
  if (!credentials && credentials.error().code == "NoCredentialsError") {
    aws::Credentials any;
    any.access_key_id = any_key;
    any.secret_access_key = any_key;
    config->credentials = std::make_shared<aws::StaticCredentials>(any);
    credentials = any;
  }
  if (!credentials) return std::unexpected(credentials.error());
  target.scope.account = account_of(credentials->access_key_id);
  const fs::path base = options.state_dir.empty() ? state_home() / "bellwether" / "stacks"
                                                  : fs::path(options.state_dir);
  const std::string place =
      fmt::format("{} {} {}", target.endpoint_url, target.scope.account, target.scope.region);
  target.state_folder = base / aws::sigv4::sha256_hex(place).substr(0, 12);
  target.core = std::make_shared<aws::ClientCore>(std::move(*config));
  // Before anything is built: is there a cloud at all?
  if (auto reached = target.core->warm_up(aws::lambda::CreateFunction::info.service); !reached) {
    aws::Error error = reached.error();
    if (error.code == "EndpointConnectionError")
      error.message += ". Is `bellwether serve` running?";
    return aws::fail(std::move(error));
  }
  return target;
}

}  // namespace bellwether::cli
