#include "cli/serve.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/choice.h"
#include "cli/python_packages.h"
#include "cloud/cloud.h"

namespace bellwether::cli {
namespace {

using cloud::store::Durability;

// More loops than this gain nothing before clients use more cores than the server.
constexpr unsigned most_default_threads = 4;

// AWS removes expired items "within a few days"; a month is longer than anyone waits for a test.
constexpr std::int64_t longest_ttl_delay = 30 * 24 * 3600;
// AWS fills an index within minutes, and nobody waits an hour for a table.
constexpr double longest_table_delay = 3600;

struct ServeOptions {
  cloud::CloudOptions cloud;
  std::string folder = ".bellwether";
  bool memory = false;
  bool end_with_parent = false;
  std::string credentials_file;
  std::string ready_file;
};

// Each connection is a descriptor, and each execution environment several.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// glibc would give every thread an arena of its own, and each keeps what it once held.
void limit_arenas(unsigned threads) {
  mallopt(M_ARENA_MAX, static_cast<int>(std::max(1U, threads)));
}

// glibc would return an answer's memory to the kernel, which clears every page of it again for the
// next: a sixth of a Query's time. A DynamoDB page of 1 MB is some 2 MB as JSON.
void keep_freed_memory() {
  constexpr int an_answer = 4 << 20;
  mallopt(M_MMAP_THRESHOLD, an_answer);
  mallopt(M_TRIM_THRESHOLD, an_answer);
}

// Lines of "ACCESS_KEY_ID SECRET_ACCESS_KEY"; '#' begins a comment.
void read_credentials(const std::string& path,
                      std::map<std::string, std::string, std::less<>>& out) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read the credentials file " + path);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string id, secret, more;
    if (!(words >> id)) continue;
    if (!(words >> secret) || words >> more) {
      throw std::runtime_error(
          fmt::format("{}:{}: a line is ACCESS_KEY_ID SECRET_ACCESS_KEY", path, number));
    }
    out[id] = secret;
  }
}

void collect_secrets(ServeOptions& options) {
  auto& secrets = options.cloud.authentication.secrets;
  if (!options.credentials_file.empty()) read_credentials(options.credentials_file, secrets);
  const char* id = std::getenv("AWS_ACCESS_KEY_ID");
  const char* secret = std::getenv("AWS_SECRET_ACCESS_KEY");
  if (id != nullptr && secret != nullptr) secrets.emplace(id, secret);
  if (secrets.empty()) {
    throw std::runtime_error(
        "--auth strict needs keys: --credentials-file, or AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY");
  }
}

// Renamed into place, so that whoever waits for the file finds it whole.
void write_ready_file(const std::string& path, const std::string& text) {
  const auto beside = path + ".new";
  std::ofstream(beside) << text;
  std::filesystem::rename(beside, path);
}

std::string url_of(const std::string& host, std::uint16_t port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", ipv6 ? "[" : "", host, ipv6 ? "]" : "", port);
}

// Whoever started it may be killed without a chance to stop it.
void end_with_parent() {
  const pid_t parent = getppid();
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) raise(SIGTERM);
}

int serve(ServeOptions options) {
  if (options.end_with_parent) end_with_parent();
  auto& cloud_options = options.cloud;
  if (options.memory) {
    cloud_options.durability = Durability::memory;
  } else {
    cloud_options.folder = options.folder;
  }
  if (cloud_options.authentication.strict) collect_secrets(options);
  raise_descriptor_limit();
  limit_arenas(cloud_options.threads);
  keep_freed_memory();
  cloud::Cloud cloud(cloud_options);
  cloud.stop_on_signals();
  const auto url = url_of(cloud_options.server.host, cloud.port());
  fmt::print("ready {}\n", url);
  std::fflush(stdout);
  if (!options.ready_file.empty()) write_ready_file(options.ready_file, url + "\n");
  cloud.run();
  return 0;
}

}  // namespace

void add_serve(CLI::App& program, Run& chosen) {
  auto options = std::make_shared<ServeOptions>();
  auto& cloud = options->cloud;
  cloud.access_log = "-";
  cloud.threads = std::clamp(std::thread::hardware_concurrency(), 1U, most_default_threads);
  auto* serve_command = program.add_subcommand("serve", "Run the local cloud in the foreground");
  auto& command = *serve_command;
  command.add_option("--port", cloud.server.port, "Port; 0 takes a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command.add_option("--host", cloud.server.host, "Address to listen on")
      ->check(CLI::ValidIPV4 | CLI::IsMember({"::", "::1"}))
      ->capture_default_str();
  auto* folder = command.add_option("--data", options->folder, "Folder that keeps everything")
                     ->capture_default_str();
  auto* memory = command.add_flag("--memory", options->memory, "Keep nothing after the end");
  memory->excludes(folder);
  add_choice(command, "--durability", cloud.durability,
             {{"sync", Durability::sync}, {"os", Durability::os}, {"memory", Durability::memory}},
             "What an acknowledged write survives: os (kill -9), sync (power loss), memory")
      ->excludes(memory);
  add_choice(command, "--auth", cloud.authentication.strict, {{"lenient", false}, {"strict", true}},
             "lenient accepts any access key, strict verifies signatures");
  command.add_option("--credentials-file", options->credentials_file,
                     "Lines of ACCESS_KEY_ID SECRET_ACCESS_KEY for --auth strict");
  command
      .add_option("--region", cloud.authentication.default_region,
                  "Region of requests whose signature names none")
      ->capture_default_str();
  command.add_option("--threads", cloud.threads, "Event loops")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command.add_option("--access-log", cloud.access_log, "off, - for standard output, or a file")
      ->capture_default_str();
  command.add_option("--allow-origin", cloud.allowed_origins,
                     "Origin of web pages that may call, besides this machine's");
  command
      .add_option_function<std::int64_t>(
          "--ttl-delay",
          [options](const std::int64_t& seconds) {
            options->cloud.time_to_live_delay = std::chrono::seconds(seconds);
          },
          "Seconds that DynamoDB keeps an item after its time to live; AWS takes up to days")
      ->check(CLI::Range(std::int64_t{0}, longest_ttl_delay))
      ->default_str("0");
  command
      .add_option_function<double>(
          "--table-delay",
          [options](const double& seconds) {
            options->cloud.table_delay = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::duration<double>(seconds));
          },
          "Seconds that a DynamoDB table is CREATING, UPDATING or DELETING, as it is on AWS")
      ->check(CLI::Range(0.0, longest_table_delay))
      ->default_str("0");
  cloud.python_packages = python_packages_of_setup();
  command
      .add_option("--python-packages", cloud.python_packages,
                  "Folder of packages that Python functions can import, as boto3 on AWS")
      ->envname("BELLWETHER_PYTHON_PACKAGES")
      ->check(CLI::ExistingDirectory)
      ->capture_default_str();
  command.add_flag("--end-with-parent", options->end_with_parent,
                   "Stop when the process that started it has ended");
  command.add_option("--ready-file", options->ready_file, "Write the URL there when ready");
  command.callback(
      [options, &chosen] { chosen = [options] { return serve(std::move(*options)); }; });
}

}  // namespace bellwether::cli
