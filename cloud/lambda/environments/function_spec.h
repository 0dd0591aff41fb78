// What an environment needs to know of a function: one deployed code and configuration, unchanging.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "cloud/core/context.h"
#include "cloud/lambda/environments/report.h"

namespace bellwether::cloud::lambda {

struct FunctionSpec {
  Scope scope;
  std::string name;
  // Unqualified: "arn:aws:lambda:us-east-1:000000000000:function:name".
  std::string arn;
  std::string version = "$LATEST";
  std::string runtime;
  std::string handler;
  // "x86_64" or "arm64". Its processes run on the machine's, whatever this is.
  std::string architecture = "x86_64";
  std::int64_t memory_mib = 128;
  std::int64_t ephemeral_storage_mib = 512;
  std::chrono::seconds timeout{3};
  std::map<std::string, std::string, std::less<>> variables;
  // The unpacked package, and what keeps it there.
  std::filesystem::path code;
  std::shared_ptr<const void> code_hold;
  std::string log_group;
  LogFormat log_format = LogFormat::text;
  // AWS's level names, for JSON logs.
  std::string application_log_level = "INFO";
  std::string system_log_level = "INFO";
  // As RuntimeVersionConfig has it.
  std::string runtime_version_arn;
};

}  // namespace bellwether::cloud::lambda
