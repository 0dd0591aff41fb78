#include "cli/child_cloud.h"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bellwether::cli {
namespace {

using std::chrono::steady_clock;

// A cold disk may take its time over a program of some megabytes.
constexpr auto patience_to_start = std::chrono::seconds(20);
// Environments in the midst of an invocation are given up after their own grace.
constexpr auto patience_to_stop = std::chrono::seconds(15);
constexpr auto pause = std::chrono::milliseconds(5);
// Of its log, as much as tells why it did not start.
constexpr std::size_t shown_log_bytes = 2000;

std::unexpected<aws::Error> failure(std::string message) {
  return aws::fail({.code = "ServeFailed", .message = std::move(message), .http_status = 0});
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

aws::Result<std::unique_ptr<ChildCloud>> ChildCloud::start(
    const std::vector<std::string>& options) {
  std::string name = (std::filesystem::temp_directory_path() / "bellwether-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    return failure("cannot make a folder " + name + ": " + std::strerror(errno));
  }
  std::unique_ptr<ChildCloud> cloud(new ChildCloud(name));
  if (auto spawned = cloud->spawn(options); !spawned) return aws::fail(spawned.error());
  if (auto ready = cloud->wait_until_ready(); !ready) return aws::fail(ready.error());
  return cloud;
}

void ChildCloud::stop() {
  const std::lock_guard lock(mutex_);
  if (process_ > 0) {
    kill(process_, SIGTERM);
    const auto give_up = steady_clock::now() + patience_to_stop;
    while (waitpid(process_, nullptr, WNOHANG) == 0) {
      if (steady_clock::now() > give_up) kill(process_, SIGKILL);
      std::this_thread::sleep_for(pause);
    }
    process_ = -1;
  }
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  folder_.clear();
}

aws::Result<aws::Unit> ChildCloud::spawn(const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {
      "bellwether", "serve",          "--port",       "0",
      "--data",     folder_ / "data", "--ready-file", folder_ / "ready"};
  arguments.emplace_back("--end-with-parent");
  arguments.insert(arguments.end(), options.begin(), options.end());
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log().c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  // A group of its own: Ctrl-C reaches this program alone, which then stops the child in order.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  const int error =
      posix_spawn(&process_, "/proc/self/exe", &files, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) {
    process_ = -1;
    return failure(std::string("cannot start bellwether serve: ") + std::strerror(error));
  }
  return aws::Unit{};
}

aws::Result<aws::Unit> ChildCloud::wait_until_ready() {
  const auto give_up = steady_clock::now() + patience_to_start;
  while (steady_clock::now() < give_up) {
    url_ = read_text(folder_ / "ready");
    if (!url_.empty()) {
      while (!url_.empty() && url_.back() == '\n') url_.pop_back();
      return aws::Unit{};
    }
    if (waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = -1;
      const std::string log_text = read_text(log());
      const auto from = log_text.size() > shown_log_bytes ? log_text.size() - shown_log_bytes : 0;
      return failure("bellwether serve ended at once:\n" + log_text.substr(from));
    }
    std::this_thread::sleep_for(pause);
  }
  return failure("bellwether serve was not ready in time");
}

}  // namespace bellwether::cli
