// How the processes of a runtime are started: provided.* by their bootstrap, python3.* by the
// machine's Python with the Runtime API client of ours.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "cloud/lambda/environments/function_spec.h"
#include "cloud/lambda/spawner/protocol.h"

namespace bellwether::cloud::lambda {

bool is_provided(std::string_view runtime);
bool is_python(std::string_view runtime);
// Whether functions of this runtime can run here.
bool runtime_is_supported(std::string_view runtime);
// "python:3.13" and the like: what INIT_START names.
std::string runtime_version(std::string_view runtime);
// AWS_EXECUTION_ENV's value for runtimes that AWS manages, empty for provided.*.
std::string execution_environment(std::string_view runtime);

// This machine's, as Lambda names them: "x86_64" or "arm64".
std::string_view machine_architecture();

struct RuntimeCommand {
  std::vector<std::string> arguments;
  std::vector<spawner::Mount> mounts;
  // The client of ours gets a pipe for framed log records.
  bool framed_log = false;
  // What is not as the function's configuration has it, for its log.
  std::vector<std::string> warnings;
};

// Thread-safe; keeps what it found out about the machine.
class Runtimes {
 public:
  // `folder`: where the Python client is written to. `python_packages`: importable by every Python
  // function (boto3, as AWS has it), or empty.
  Runtimes(std::filesystem::path folder, std::filesystem::path python_packages);

  // Blocks the first time that a Python version is asked for, to look at the machine's Python.
  aws::Result<RuntimeCommand> command(const FunctionSpec& spec, bool isolated);
  const std::filesystem::path& folder() const { return folder_; }

 private:
  struct Python {
    std::string executable;
    std::vector<std::string> prefixes;
    std::string version;  // "3.11"
  };
  aws::Result<Python> find_python(const std::string& runtime);

  std::filesystem::path folder_;
  std::filesystem::path python_packages_;
  std::mutex mutex_;
  std::map<std::string, Python> pythons_;
};

}  // namespace bellwether::cloud::lambda
