// The spawner: forks sandboxes for the server, which is too large and has too many threads to fork.
//
// Small and static on purpose: a fork of it costs a tenth of a millisecond, and nothing it does
// between fork and exec can meet a lock of the server's. It ends with the server, and every sandbox
// ends with it.
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cloud/lambda/spawner/filesystem.h"
#include "cloud/lambda/spawner/process_stat.h"
#include "cloud/lambda/spawner/protocol.h"
#include "cloud/lambda/spawner/socket.h"

namespace bellwether::cloud::lambda::spawner {
namespace {

// Lambda's limit on file descriptors.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr rlim_t descriptor_limit = 1024;

void send_note(int socket, Note note, int number) {
  std::string message(1, static_cast<char>(note));
  message.append(reinterpret_cast<const char*>(&number), sizeof number);
  send_message(socket, message);
}

void send_note(int socket, Note note, const std::string& text = {}) {
  send_message(socket, static_cast<char>(note) + text);
}

void block_child_signals(int how) {
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(how, &children, nullptr);
}

void set_limits(const Launch& launch) {
  const rlimit descriptors{descriptor_limit, descriptor_limit};
  setrlimit(RLIMIT_NOFILE, &descriptors);
  const rlimit no_cores{0, 0};
  setrlimit(RLIMIT_CORE, &no_cores);
  if (launch.file_size_limit != 0) {
    const rlimit file_size{launch.file_size_limit, launch.file_size_limit};
    setrlimit(RLIMIT_FSIZE, &file_size);
    // A write beyond the limit is to fail like one to a full disk, not to end the process.
    signal(SIGXFSZ, SIG_IGN);
  }
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

// The function's own process, from fork to exec. `pipes`: its output, then any it inherits, whose
// numbers follow on standard error's.
[[noreturn]] void run_function(const Launch& launch, Isolation isolation, int socket,
                               const std::vector<int>& pipes) {
  block_child_signals(SIG_UNBLOCK);
  signal(SIGCHLD, SIG_DFL);
  setsid();
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) dup2(nothing, 0);
  // Out of the way of the numbers they are about to take.
  std::vector<int> moved;
  moved.reserve(pipes.size());
  for (const int pipe : pipes) moved.push_back(fcntl(pipe, F_DUPFD_CLOEXEC, 100));
  const int report = fcntl(socket, F_DUPFD_CLOEXEC, 100);
  dup2(moved[0], 1);
  dup2(moved[0], 2);
  for (std::size_t i = 1; i < moved.size(); ++i) dup2(moved[i], static_cast<int>(i) + 2);
  const auto first_unused = static_cast<unsigned>(moved.size() + 2);
  syscall(SYS_close_range, first_unused, ~0U, 1U << 2);  // CLOSE_RANGE_CLOEXEC
  set_limits(launch);
  drop_rights(isolation);
  // After the change of user, which clears it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (chdir(launch.working_folder.c_str()) != 0) {
    send_note(report, Note::exec_failed, errno);
    _exit(127);
  }
  const std::vector<char*> arguments = pointers(launch.arguments);
  const std::vector<char*> environment = pointers(launch.environment);
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t nanoseconds = std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  send_note(report, Note::started,
            std::string(reinterpret_cast<const char*>(&nanoseconds), sizeof nanoseconds));
  execve(arguments[0], arguments.data(), environment.data());
  send_note(report, Note::exec_failed, errno);
  _exit(127);
}

// Waits until the function's process has ended, or the server lets go of the sandbox.
void watch(pid_t function, int socket) {
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  const int signals = signalfd(-1, &children, SFD_CLOEXEC);
  pollfd waits[2] = {{signals, POLLIN, 0}, {socket, POLLIN, 0}};
  for (;;) {
    if (poll(waits, 2, -1) < 0 && errno != EINTR) return;
    if ((waits[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
      kill(-function, SIGKILL);
      return;
    }
    if ((waits[0].revents & POLLIN) == 0) continue;
    signalfd_siginfo info{};
    if (read(signals, &info, sizeof info) < 0) continue;
    // Looked at before it is gone.
    siginfo_t next{};
    while (waitid(P_ALL, 0, &next, WEXITED | WNOHANG | WNOWAIT) == 0 && next.si_pid != 0) {
      Ended ended{.had_children = has_ended_children(next.si_pid)};
      rusage used{};
      wait4(next.si_pid, &ended.wait_status, 0, &used);
      ended.peak_resident_bytes = std::int64_t{used.ru_maxrss} * 1024;
      // Others are orphans that this first process inherited.
      if (next.si_pid == function) {
        kill(-function, SIGKILL);
        send_note(socket, Note::exited,
                  std::string(reinterpret_cast<const char*>(&ended), sizeof ended));
        return;
      }
      next = {};
    }
  }
}

// The first process of a sandbox: prepares what it can, waits for its Launch, runs it, waits for
// it.
[[noreturn]] void run_sandbox(Isolation isolation, const std::vector<int>& descriptors) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  signal(SIGCHLD, SIG_DFL);
  block_child_signals(SIG_BLOCK);
  const int socket = descriptors[0];
  for (std::size_t i = 1; i < descriptors.size(); ++i) {
    if (write(descriptors[i], "0", 1) != 1) {
      send_note(socket, Note::failed, std::string("join cgroup: ") + std::strerror(errno));
      _exit(1);
    }
    close(descriptors[i]);
  }
  send_note(socket, Note::ready);

  std::vector<char> bytes(max_message_bytes);
  const Received received = receive_message(socket, bytes);
  if (received.size <= 0) _exit(0);
  Launch launch;
  if (!decode(bytes.data(), static_cast<std::size_t>(received.size), launch) ||
      launch.arguments.empty() || received.descriptors.empty()) {
    send_note(socket, Note::failed, std::string("malformed launch"));
    _exit(1);
  }
  if (isolation != Isolation::none) {
    if (const std::string error = enter_sandbox_root(launch.mounts); !error.empty()) {
      send_note(socket, Note::failed, error);
      _exit(1);
    }
  }
  const pid_t function = fork();
  if (function == 0) run_function(launch, isolation, socket, received.descriptors);
  for (const int pipe : received.descriptors) close(pipe);
  if (function < 0) {
    send_note(socket, Note::failed, std::string("fork: ") + std::strerror(errno));
    _exit(1);
  }
  watch(function, socket);
  _exit(0);
}

pid_t fork_sandbox(Isolation isolation) {
  const unsigned long spaces = isolation == Isolation::none ? 0 : CLONE_NEWPID | CLONE_NEWNS;
  return static_cast<pid_t>(syscall(SYS_clone, spaces | SIGCHLD, 0, 0, 0, 0));
}

int serve() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, "bellwether-spawn");
  // Sandboxes are reaped by the kernel: what they have to say they say over their sockets.
  signal(SIGCHLD, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  umask(022);
  std::string reason;
  const Isolation isolation = enter_base_root(reason);
  send_note(spawner_socket, Note::ready, std::to_string(static_cast<int>(isolation)) + reason);
  char byte = 0;
  for (;;) {
    const Received received = receive_message(spawner_socket, {&byte, 1});
    if (received.size <= 0) return 0;
    if (received.descriptors.empty()) continue;
    const pid_t child = fork_sandbox(isolation);
    if (child == 0) {
      close(spawner_socket);
      run_sandbox(isolation, received.descriptors);
    }
    if (child < 0) {
      send_note(received.descriptors[0], Note::failed,
                std::string("clone: ") + std::strerror(errno));
    }
    for (const int descriptor : received.descriptors) close(descriptor);
  }
}

}  // namespace
}  // namespace bellwether::cloud::lambda::spawner

int main() {
  return bellwether::cloud::lambda::spawner::serve();
}
