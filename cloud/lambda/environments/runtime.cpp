#include "cloud/lambda/environments/runtime.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

extern "C" const char bellwether_embedded_python_client[];
extern "C" const char bellwether_embedded_python_client_end[];

namespace bellwether::cloud::lambda {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view python_client = "bootstrap.py";
// What AWS has deprecated is refused at CreateFunction, as AWS refuses it.
constexpr std::array<std::string_view, 6> python_runtimes = {
    "python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14"};

aws::Error invalid_runtime(std::string message) {
  return {.code = "InvalidRuntimeException",
          .message = std::move(message),
          .http_status = 502,
          .fields = {},
          .request_id = {}};
}

// One line a fact, so that no path can be mistaken for another.
constexpr std::string_view question =
    "import sys; print(sys.executable); print(sys.prefix); print(sys.base_prefix); "
    "print('%d.%d' % sys.version_info[:2])";

struct Found {
  std::string executable;
  std::vector<std::string> prefixes;
  std::string version;
};

// What a Python says of itself; empty when there is none of that name.
Found ask(const std::string& name) {
  // The name is one of ours, never a user's.
  const std::string command = fmt::format("{} -c \"{}\" 2>/dev/null", name, question);
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "re"), ::pclose);
  if (pipe == nullptr) return {};
  std::string output;
  std::array<char, 1024> buffer{};
  // Who waits for the mutex meanwhile waits for this answer.
  // NOLINTNEXTLINE(clang-analyzer-unix.BlockInCriticalSection)
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) output += buffer.data();
  std::istringstream lines(output);
  Found found;
  std::string prefix;
  std::string base;
  if (!std::getline(lines, found.executable) || !std::getline(lines, prefix) ||
      !std::getline(lines, base) || !std::getline(lines, found.version)) {
    return {};
  }
  found.prefixes = {base};
  if (prefix != base) found.prefixes.push_back(prefix);
  return found;
}

bool under(const std::string& path, std::string_view folder) {
  return path == folder || path.starts_with(std::string(folder) + "/");
}

}  // namespace

bool is_provided(std::string_view runtime) {
  return runtime == "provided.al2023" || runtime == "provided.al2";
}

bool is_python(std::string_view runtime) {
  return std::find(python_runtimes.begin(), python_runtimes.end(), runtime) !=
         python_runtimes.end();
}

bool runtime_is_supported(std::string_view runtime) {
  return is_provided(runtime) || is_python(runtime);
}

std::string runtime_version(std::string_view runtime) {
  // AWS counts the builds of each runtime ("python:3.13.v14"); there is one build here.
  std::string text(runtime);
  const std::size_t split = text.find_first_of(".0123456789");
  if (split == std::string::npos) return text + ".v1";
  if (text[split] == '.') {
    text[split] = ':';
  } else {
    text.insert(split, ":");
  }
  return text + ".v1";
}

std::string execution_environment(std::string_view runtime) {
  return is_python(runtime) ? "AWS_Lambda_" + std::string(runtime) : std::string{};
}

std::string_view machine_architecture() {
#ifdef __aarch64__
  return "arm64";
#else
  return "x86_64";
#endif
}

Runtimes::Runtimes(fs::path folder, fs::path python_packages)
    : folder_(std::move(folder)), python_packages_(std::move(python_packages)) {}

aws::Result<Runtimes::Python> Runtimes::find_python(const std::string& runtime) {
  const std::lock_guard lock(mutex_);
  if (const auto known = pythons_.find(runtime); known != pythons_.end()) return known->second;
  Found found = ask(runtime);
  if (found.executable.empty()) found = ask("python3");
  if (found.executable.empty()) {
    return aws::fail(invalid_runtime(fmt::format(
        "The runtime {} needs Python: neither {} nor python3 is on the PATH", runtime, runtime)));
  }
  if ("python" + found.version != runtime) {
    spdlog::warn("lambda: {} runs on Python {} ({}): {} is not on the PATH", runtime, found.version,
                 found.executable, runtime);
  } else {
    spdlog::info("lambda: {} runs on {}", runtime, found.executable);
  }
  std::error_code error;
  fs::create_directories(folder_, error);
  const fs::path client = folder_ / python_client;
  const fs::path written = client.string() + ".new";
  {
    std::ofstream file(written, std::ios::binary | std::ios::trunc);
    file.write(bellwether_embedded_python_client,
               bellwether_embedded_python_client_end - bellwether_embedded_python_client);
  }
  fs::rename(written, client, error);
  if (error) {
    return aws::fail(
        invalid_runtime(fmt::format("write {}: {}", client.string(), error.message())));
  }
  Python python{std::move(found.executable), std::move(found.prefixes), std::move(found.version)};
  return pythons_.emplace(runtime, std::move(python)).first->second;
}

aws::Result<RuntimeCommand> Runtimes::command(const FunctionSpec& spec, bool isolated) {
  RuntimeCommand command;
  if (spec.architecture != machine_architecture()) {
    command.warnings.push_back(fmt::format("The function is for {}; it runs on this machine's {}",
                                           spec.architecture, machine_architecture()));
  }
  if (is_provided(spec.runtime)) {
    const fs::path root = isolated ? fs::path("/var/task") : spec.code;
    command.arguments = {(root / "bootstrap").string()};
    return command;
  }
  auto python = find_python(spec.runtime);
  if (!python) return aws::fail(python.error());
  if ("python" + python->version != spec.runtime) {
    command.warnings.push_back(
        fmt::format("The function is for {}; it runs on Python {}, because "
                    "no {} is on the PATH",
                    spec.runtime, python->version, spec.runtime));
  }
  command.framed_log = true;
  command.mounts.push_back({folder_.string(), "/var/runtime"});
  for (const std::string& prefix : python->prefixes) {
    if (!under(prefix, "/usr")) command.mounts.push_back({prefix, prefix});
  }
  std::string packages;
  if (!python_packages_.empty()) {
    packages = isolated ? "/opt/bellwether/site-packages" : python_packages_.string();
    if (isolated) command.mounts.push_back({python_packages_.string(), packages});
  }
  command.arguments = {python->executable,
                       ((isolated ? fs::path("/var/runtime") : folder_) / python_client).string()};
  if (!packages.empty()) command.arguments.push_back(packages);
  return command;
}

}  // namespace bellwether::cloud::lambda
