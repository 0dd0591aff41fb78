// Limits without the kernel's control groups, for plain users on machines that delegate none: one
// thread watches the CPU time and the memory of every function's processes each millisecond, stops
// those that have used up their share of the period and kills those beyond their memory.
//
// What overshoots is owed by the next periods, so the share holds over time; waiting costs nothing,
// as in the kernel.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <signal.h>

#include "cloud/lambda/environments/process_tree.h"
#include "cloud/lambda/environments/sandbox.h"

namespace bellwether::cloud::lambda {
namespace {

using namespace std::chrono_literals;

constexpr auto tick = 1ms;
constexpr int ticks_per_period = static_cast<int>(cpu_period / tick);

void signal_all(const std::vector<pid_t>& processes, int signal) {
  for (const pid_t process : processes) ::kill(process, signal);
}

class Watcher;

class DutyCycle final : public Sandbox {
 public:
  explicit DutyCycle(std::shared_ptr<Watcher> watcher) : watcher_(std::move(watcher)) {}
  ~DutyCycle() override;

  std::vector<int> join_files() const override { return {}; }
  bool limit_memory(std::int64_t memory_mib) override {
    const std::lock_guard lock(mutex_);
    memory_limit_ = memory_mib * 1024 * 1024;
    out_of_memory_ = false;
    return true;
  }
  void started(pid_t process) override;
  void grant_whole_cpu() override {
    const std::lock_guard lock(mutex_);
    quota_.reset();
    release();
  }
  void grant_share(std::int64_t memory_mib) override {
    const std::lock_guard lock(mutex_);
    const std::chrono::nanoseconds quota = cpu_quota(memory_mib);
    if (quota_ == quota) return;
    quota_ = quota;
    budget_ = quota;
    used_ = total_cpu_time();
  }
  void freeze() override {
    const std::lock_guard lock(mutex_);
    frozen_ = true;
    tree_ = leader_ == 0 ? std::vector<pid_t>{} : descendants(leader_);
    signal_all(tree_, SIGSTOP);
  }
  void thaw() override {
    const std::lock_guard lock(mutex_);
    frozen_ = false;
    if (!stopped_) signal_all(tree_, SIGCONT);
  }
  bool ran_out_of_memory() const override {
    const std::lock_guard lock(mutex_);
    return out_of_memory_;
  }
  bool has_others(int) const override { return peak_memory() > 0; }
  std::int64_t memory_watermark() const override { return peak_memory(); }
  std::int64_t peak_memory() const override {
    const std::lock_guard lock(mutex_);
    return peak_;
  }
  void kill_all() override {
    const std::lock_guard lock(mutex_);
    if (leader_ == 0) return;
    signal_all(descendants(leader_), SIGKILL);
    ::kill(-leader_, SIGKILL);
    leader_ = 0;
  }
  bool remove() override { return true; }

  // By the watcher's thread. `period`: a new one begins.
  void watch(bool period) {
    const std::lock_guard lock(mutex_);
    if (leader_ == 0 || frozen_) return;
    if (period || tree_.empty()) {
      tree_ = descendants(leader_);
      check_memory();
    }
    if (!quota_) return;
    const std::chrono::nanoseconds now = total_cpu_time();
    // Less than before when a process has ended.
    if (now > used_) budget_ -= now - used_;
    used_ = now;
    if (period) budget_ = std::min(budget_ + *quota_, *quota_);
    if (budget_ <= 0ns && !stopped_) {
      stopped_ = true;
      signal_all(tree_, SIGSTOP);
    } else if (budget_ > 0ns) {
      release();
    }
  }

 private:
  std::chrono::nanoseconds total_cpu_time() const {
    std::chrono::nanoseconds total{};
    for (const pid_t process : tree_) total += cpu_time(process).value_or(0ns);
    return total;
  }
  std::int64_t memory() {
    std::int64_t resident = 0;
    for (const pid_t process : tree_) resident += resident_bytes(process);
    if (tree_.size() <= 1) return resident;
    // Has the pages that processes share once for each of them: looked at closely only where that
    // could matter, and where it changed.
    if (resident > peak_ && resident != std::exchange(resident_, resident)) {
      shared_once_ = 0;
      for (const pid_t process : tree_) shared_once_ += proportional_bytes(process);
    }
    const std::int64_t total = std::min(resident, shared_once_);
    peak_ = std::max(peak_, total);
    return total;
  }
  void check_memory() {
    if (memory_limit_ == 0 || memory() <= memory_limit_) return;
    out_of_memory_ = true;
    signal_all(tree_, SIGKILL);
  }
  void release() {
    if (!stopped_) return;
    stopped_ = false;
    signal_all(tree_, SIGCONT);
  }

  std::shared_ptr<Watcher> watcher_;
  mutable std::mutex mutex_;
  pid_t leader_ = 0;
  std::vector<pid_t> tree_;
  std::optional<std::chrono::nanoseconds> quota_;
  std::chrono::nanoseconds budget_{};
  std::chrono::nanoseconds used_{};
  std::int64_t memory_limit_ = 0;
  std::int64_t resident_ = 0;
  std::int64_t shared_once_ = 0;
  std::int64_t peak_ = 0;
  bool out_of_memory_ = false;
  bool frozen_ = false;
  bool stopped_ = false;
};

// The thread; idle while there is nothing to watch.
class Watcher {
 public:
  Watcher() : thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void add(DutyCycle* sandbox) {
    const std::lock_guard lock(mutex_);
    sandboxes_.push_back(sandbox);
    changed_.notify_all();
  }
  void remove(DutyCycle* sandbox) {
    const std::lock_guard lock(mutex_);
    std::erase(sandboxes_, sandbox);
  }

 private:
  void run(const std::stop_token& stop) {
    auto next = std::chrono::steady_clock::now();
    for (int count = 0; !stop.stop_requested(); ++count) {
      {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [this] { return !sandboxes_.empty(); })) return;
        for (DutyCycle* sandbox : sandboxes_) sandbox->watch(count % ticks_per_period == 0);
      }
      next = std::max(next + tick, std::chrono::steady_clock::now());
      std::this_thread::sleep_until(next);
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<DutyCycle*> sandboxes_;
  std::jthread thread_;
};

DutyCycle::~DutyCycle() {
  watcher_->remove(this);
}

void DutyCycle::started(pid_t process) {
  {
    const std::lock_guard lock(mutex_);
    leader_ = process;
    tree_ = {process};
    stopped_ = false;
    frozen_ = false;
    quota_.reset();
  }
  watcher_->remove(this);
  watcher_->add(this);
}

class DutyCycleFactory final : public SandboxFactory {
 public:
  std::string describe() const override {
    return "a user-space duty cycle (stop and continue every 20 ms)";
  }
  std::unique_ptr<Sandbox> make() override { return std::make_unique<DutyCycle>(watcher_); }

 private:
  std::shared_ptr<Watcher> watcher_ = std::make_shared<Watcher>();
};

}  // namespace

std::unique_ptr<SandboxFactory> make_duty_cycle_factory() {
  return std::make_unique<DutyCycleFactory>();
}

std::unique_ptr<SandboxFactory> make_sandbox_factory(std::string& lost) {
  std::string no_v2;
  if (auto factory = make_cgroup_v2_factory(no_v2)) return factory;
  std::string no_v1;
  if (auto factory = make_cgroup_v1_factory(no_v1)) return factory;
  lost = "no control groups (" + no_v2 + "; " + no_v1 +
         "): memory is checked every 20 ms, tasks are not limited";
  if (::geteuid() != 0) {
    lost += ". To have them, start the server by systemd-run --user --scope -p Delegate=yes";
  }
  return make_duty_cycle_factory();
}

}  // namespace bellwether::cloud::lambda
