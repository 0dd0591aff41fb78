#include "cloud/lambda/environments/machine.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cloud/lambda/spawner/protocol.h"
#include "cloud/lambda/spawner/socket.h"

namespace bellwether::cloud::lambda {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

// One to start at once, and one for the function that follows it.
constexpr std::size_t sandboxes_in_stock = 2;
// The first join of a cgroup after a while waits for every core: tens of milliseconds at most.
constexpr int ready_timeout_ms = 10'000;
// Killed processes are gone within this, unless the machine is overwhelmed.
constexpr auto longest_removal = 5s;

aws::Error service_error(std::string message) {
  return {.code = "ServiceException",
          .message = std::move(message),
          .http_status = 500,
          .fields = {},
          .request_id = {}};
}

// Each environment holds some ten descriptors, and a thousand may run.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Ends the sandbox's processes and gives back its cgroups.
void end(PreparedSandbox& sandbox) {
  sandbox.limits->kill_all();
  if (sandbox.first_process.get() >= 0) {
    ::syscall(SYS_pidfd_send_signal, sandbox.first_process.get(), SIGKILL, nullptr, 0);
  }
  sandbox.socket = Descriptor();
  const auto give_up = std::chrono::steady_clock::now() + longest_removal;
  while (!sandbox.limits->remove() && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(1ms);
  }
}

}  // namespace

Machine::Machine(MachineOptions options, logs::LogSink& sink, const Clock& clock, Random& random)
    : options_(std::move(options)),
      sink_(sink),
      clock_(clock),
      random_(random),
      runtimes_(options_.folder / "runtime", options_.python_packages) {}

Machine::~Machine() {
  {
    const std::lock_guard lock(stock_mutex_);
    stopping_ = true;
  }
  background_.join();
  for (PreparedSandbox& sandbox : stock_) end(sandbox);
  // Ends whatever is left of the sandboxes before their cgroups are removed.
  spawner_.reset();
}

bool Machine::start() {
  const std::lock_guard lock(start_mutex_);
  if (spawner_ != nullptr) return true;
  raise_descriptor_limit();
  // What a server that was killed left behind is nobody's.
  std::error_code ignored;
  fs::remove_all(options_.folder / "tmp", ignored);
  // Before the spawner: control groups can be had where this process is still alone in its own.
  std::string lost;
  auto factory = make_sandbox_factory(lost);
  auto spawner = Spawner::start();
  if (!spawner) {
    start_error_ = spawner.error();
    return false;
  }
  factory_ = std::move(factory);
  spawner_ = std::move(*spawner);
  if (!lost.empty()) spdlog::warn("lambda: {}", lost);
  spdlog::info("lambda: limits by {}; isolation: {}", factory_->describe(), spawner_->describe());
  return true;
}

aws::Result<PreparedSandbox> Machine::prepare() {
  if (!start()) return aws::fail(start_error_);
  PreparedSandbox sandbox{.limits = factory_->make(), .socket = {}, .first_process = {}};
  if (sandbox.limits == nullptr) {
    return aws::fail(service_error(fmt::format("make a sandbox: {}", std::strerror(errno))));
  }
  const std::vector<int> join_files = sandbox.limits->join_files();
  auto socket = spawner_->make_sandbox(join_files);
  if (!socket) return aws::fail(socket.error());
  sandbox.socket = std::move(*socket);
  pollfd wait{sandbox.socket.get(), POLLIN, 0};
  if (::poll(&wait, 1, ready_timeout_ms) != 1) {
    return aws::fail(service_error("the spawner does not answer"));
  }
  std::array<char, 512> bytes{};
  const spawner::Received note = spawner::receive_message(sandbox.socket.get(), bytes);
  if (note.size < 1 || bytes[0] != static_cast<char>(spawner::Note::ready)) {
    const std::string reason =
        note.size > 1 ? std::string(bytes.data() + 1, static_cast<std::size_t>(note.size - 1))
                      : "it ended";
    return aws::fail(service_error("start a sandbox: " + reason));
  }
  sandbox.first_process = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, note.sender, 0)));
  return sandbox;
}

aws::Result<PreparedSandbox> Machine::take_sandbox() {
  std::optional<PreparedSandbox> ready;
  {
    const std::lock_guard lock(stock_mutex_);
    if (!stock_.empty()) {
      ready = std::move(stock_.front());
      stock_.pop_front();
    }
  }
  boost::asio::post(background_, [this] { restock(); });
  if (ready) return std::move(*ready);
  return prepare();
}

void Machine::restock() {
  {
    const std::lock_guard lock(stock_mutex_);
    if (stopping_ || stock_.size() >= sandboxes_in_stock) return;
  }
  auto sandbox = prepare();
  if (!sandbox) {
    spdlog::warn("lambda: {}", sandbox.error().message);
    return;
  }
  {
    const std::lock_guard lock(stock_mutex_);
    if (!stopping_) return stock_.push_back(std::move(*sandbox));
  }
  end(*sandbox);
}

void Machine::retire(PreparedSandbox sandbox, fs::path temporary_folder) {
  boost::asio::post(background_, [sandbox = std::make_shared<PreparedSandbox>(std::move(sandbox)),
                                  folder = std::move(temporary_folder)] {
    if (sandbox->limits != nullptr) end(*sandbox);
    std::error_code ignored;
    if (!folder.empty()) fs::remove_all(folder, ignored);
  });
}

fs::path Machine::make_temporary_folder() {
  const fs::path folder = options_.folder / "tmp" / random_.hex(16);
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  // Functions run as another user.
  ::chmod(folder.c_str(), 01777);
  return folder;
}

}  // namespace bellwether::cloud::lambda
