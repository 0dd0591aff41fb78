// The environment variables of a function's process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/lambda/environments/function_spec.h"

namespace bellwether::cloud::lambda {

struct VariableSources {
  std::uint16_t runtime_api_port = 0;
  std::string log_stream;
  // Where the cloud answers; functions' AWS clients are pointed there unless the user did
  // otherwise.
  std::string endpoint_url;
  // Temporary-looking credentials that name the account.
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;
  bool isolated = true;
  std::string task_root;
  std::string runtime_folder;
  std::string temporary_folder;
};

// Whether users may not set this one.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
bool is_reserved_variable(std::string_view name);

// "NAME=value" each: AWS's own, then the user's.
std::vector<std::string> function_variables(const FunctionSpec& spec,
                                            const VariableSources& sources);

}  // namespace bellwether::cloud::lambda
