#include "cli/interruption.h"

#include <csignal>
#include <thread>
#include <utility>

#include <signal.h>
#include <unistd.h>

namespace bellwether::cli {
namespace {

sigset_t interruptions() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

void hold_interruptions() {
  const sigset_t set = interruptions();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void on_interruption(std::function<void()> tidy) {
  // Whoever read the output has gone: `bellwether demo | head`. The thread that wrote is told, and
  // tells the one that waits.
  std::signal(SIGPIPE, [](int) { kill(getpid(), SIGTERM); });
  std::thread([tidy = std::move(tidy)] {
    const sigset_t set = interruptions();
    int number = 0;
    if (sigwait(&set, &number) != 0) return;
    tidy();
    _exit(128 + number);  // as shells tell a death by signal
  }).detach();
}

}  // namespace bellwether::cli
