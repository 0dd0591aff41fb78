#include "cloud/lambda/environments/spawner.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cloud/lambda/spawner/filesystem.h"
#include "cloud/lambda/spawner/protocol.h"
#include "cloud/lambda/spawner/socket.h"

extern "C" const char bellwether_embedded_spawner[];
extern "C" const char bellwether_embedded_spawner_end[];

namespace bellwether::cloud::lambda {
namespace {

aws::Error service_error(std::string_view step) {
  return {.code = "ServiceException",
          .message = fmt::format("{}: {}", step, std::strerror(errno)),
          .http_status = 500,
          .fields = {},
          .request_id = {}};
}

Descriptor program_in_memory() {
  Descriptor file(::memfd_create("bellwether-spawner", MFD_CLOEXEC));
  const char* at = bellwether_embedded_spawner;
  while (at < bellwether_embedded_spawner_end) {
    const ssize_t written =
        ::write(file.get(), at, static_cast<std::size_t>(bellwether_embedded_spawner_end - at));
    if (written <= 0) return {};
    at += written;
  }
  return file;
}

bool socket_pair(Descriptor& ours, Descriptor& theirs) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  ours = Descriptor(ends[0]);
  theirs = Descriptor(ends[1]);
  return true;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

int Descriptor::release() {
  return std::exchange(number_, -1);
}

aws::Result<std::unique_ptr<Spawner>> Spawner::start() {
  const Descriptor program = program_in_memory();
  Descriptor ours;
  Descriptor theirs;
  if (program.get() < 0 || !socket_pair(ours, theirs)) {
    return aws::fail(service_error("prepare the spawner"));
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, theirs.get(), spawner::spawner_socket);
  // Nothing of the server's may be held open by functions that outlive a connection.
  posix_spawn_file_actions_addclosefrom_np(&actions, spawner::spawner_socket + 1);
  const std::string path = fmt::format("/proc/{}/fd/{}", ::getpid(), program.get());
  std::array<char*, 2> arguments{const_cast<char*>("bellwether-spawner"), nullptr};
  std::array<char*, 1> environment{nullptr};
  pid_t process = 0;
  const int error = ::posix_spawn(&process, path.c_str(), &actions, nullptr, arguments.data(),
                                  environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    errno = error;
    return aws::fail(service_error("start the spawner"));
  }
  theirs = Descriptor();
  std::array<char, 512> answer{};
  const spawner::Received received = spawner::receive_message(ours.get(), answer);
  if (received.size < 1) return aws::fail(service_error("the spawner ended"));
  return std::make_unique<Spawner>(
      process, std::move(ours),
      std::string(answer.data() + 1, static_cast<std::size_t>(received.size - 1)));
}

Spawner::Spawner(pid_t process, Descriptor socket, std::string answer)
    : process_(process), socket_(std::move(socket)) {
  const auto isolation = static_cast<spawner::Isolation>(answer.empty() ? 2 : answer[0] - '0');
  isolated_ = isolation != spawner::Isolation::none;
  as_root_ = isolation == spawner::Isolation::root;
  reason_ = answer.empty() ? answer : answer.substr(1);
}

Spawner::~Spawner() {
  socket_ = Descriptor();
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

std::string Spawner::describe() const {
  if (as_root_) return "own root, processes and user";
  if (isolated_) return "own root and processes, in a user namespace";
  return fmt::format(
      "none ({}): functions see this machine's files, LAMBDA_TASK_ROOT points at "
      "their own",
      reason_);
}

aws::Result<Descriptor> Spawner::make_sandbox(std::span<const int> join_files) {
  Descriptor ours;
  Descriptor theirs;
  if (!socket_pair(ours, theirs)) return aws::fail(service_error("make a sandbox's socket"));
  const int on = 1;
  ::setsockopt(ours.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  std::vector<int> descriptors{theirs.get()};
  descriptors.insert(descriptors.end(), join_files.begin(), join_files.end());
  const std::lock_guard lock(mutex_);
  if (!spawner::send_message(socket_.get(), "n", descriptors)) {
    return aws::fail(service_error("ask the spawner"));
  }
  return ours;
}

}  // namespace bellwether::cloud::lambda
