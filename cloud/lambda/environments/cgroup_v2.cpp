// Limits by version 2 control groups: one folder per sandbox, all controllers in it.
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cloud/lambda/environments/cgroup.h"
#include "cloud/lambda/environments/sandbox.h"

namespace bellwether::cloud::lambda {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view controllers = "+cpu +memory +pids";

class CgroupV2 final : public Sandbox {
 public:
  explicit CgroupV2(const fs::path& parent) : folder_(parent / cgroup::next_name()) {}
  ~CgroupV2() override { remove(); }

  bool make() {
    if (::mkdir(folder_.c_str(), 0755) != 0) return false;
    join_ = {folder_ / "cgroup.procs", true};
    cpu_ = {folder_ / "cpu.max", true};
    memory_events_ = {folder_ / "memory.events", false};
    memory_peak_ = {folder_ / "memory.peak", false};
    // Before Linux 5.19 there is only what is held now.
    if (!memory_peak_) memory_peak_ = {folder_ / "memory.current", false};
    memory_stat_ = {folder_ / "memory.stat", false};
    task_count_ = {folder_ / "pids.current", false};
    freeze_ = {folder_ / "cgroup.freeze", true};
    return join_ && cpu_ && memory_events_ && freeze_ &&
           cgroup::File(folder_ / "pids.max", true).write(std::to_string(task_limit));
  }

  std::vector<int> join_files() const override { return {join_.descriptor()}; }

  bool limit_memory(std::int64_t memory_mib) override {
    // Only where the kernel accounts for swap.
    cgroup::File(folder_ / "memory.swap.max", true).write("0");
    return cgroup::File(folder_ / "memory.max", true)
        .write(std::to_string(memory_mib * 1024 * 1024));
  }

  void started(pid_t) override {}
  void grant_whole_cpu() override { cpu_.write(fmt::format("max {}", cpu_period.count())); }
  void grant_share(std::int64_t memory_mib) override {
    cpu_.write(fmt::format("{} {}", cpu_quota(memory_mib).count(), cpu_period.count()));
  }
  void freeze() override { freeze_.write("1"); }
  void thaw() override { freeze_.write("0"); }

  bool ran_out_of_memory() const override {
    return cgroup::number_after(memory_events_.read(), "oom_kill") > 0;
  }
  bool has_others(int threads) const override {
    // Besides: the sandbox's first process.
    return cgroup::number(task_count_.read()) > threads + 1;
  }
  std::int64_t memory_watermark() const override { return cgroup::number(memory_peak_.read()); }
  std::int64_t peak_memory() const override {
    const std::string now = memory_stat_.read();
    return memory_watermark() -
           (cgroup::number_after(now, "file") - cgroup::number_after(now, "shmem"));
  }
  void kill_all() override {
    cgroup::kill_processes(folder_);
    thaw();
  }
  bool remove() override { return ::rmdir(folder_.c_str()) == 0 || errno == ENOENT; }

 private:
  fs::path folder_;
  cgroup::File join_;
  cgroup::File cpu_;
  cgroup::File memory_events_;
  cgroup::File memory_peak_;
  cgroup::File memory_stat_;
  cgroup::File task_count_;
  cgroup::File freeze_;
};

class CgroupV2Factory final : public SandboxFactory {
 public:
  explicit CgroupV2Factory(fs::path parent) : parent_(std::move(parent)) {}
  ~CgroupV2Factory() override { ::rmdir(parent_.c_str()); }

  std::string describe() const override { return "cgroup v2 (cpu, memory, pids, freezer)"; }

  std::unique_ptr<Sandbox> make() override {
    auto sandbox = std::make_unique<CgroupV2>(parent_);
    if (!sandbox->make()) return nullptr;
    return sandbox;
  }

 private:
  fs::path parent_;
};

// A group with processes of its own may not give its children controllers. When the only process is
// this server, it moves into a child.
bool move_out_of(const fs::path& folder) {
  const std::vector<pid_t> members = cgroup::processes(folder);
  if (members.size() != 1 || members.front() != ::getpid()) {
    errno = EBUSY;
    return false;
  }
  const fs::path own = folder / "bellwether";
  if (::mkdir(own.c_str(), 0755) != 0 && errno != EEXIST) return false;
  return cgroup::File(own / "cgroup.procs", true).write("0");
}

// Lets children of `folder` have the controllers.
bool delegate(const fs::path& folder, bool is_own) {
  const cgroup::File control(folder / "cgroup.subtree_control", true);
  if (!control) return false;
  if (control.write(controllers)) return true;
  return errno == EBUSY && is_own && move_out_of(folder) && control.write(controllers);
}

// The nearest group that lets children have the controllers: this process's own, where it is alone
// or was given it (a service, `systemd-run --scope`); for root mostly that of the whole machine,
// since a login's is shared with its shell, and systemd gives slices fewer controllers.
fs::path delegating_group(const fs::path& own, std::string& reason) {
  const fs::path root = cgroup::mount_point("");
  for (fs::path folder = own;; folder = folder.parent_path()) {
    if (delegate(folder, folder == own)) return folder;
    if (reason.empty()) {
      reason = fmt::format("cgroup v2: cannot enable cpu, memory and pids in {} ({}) nor above it",
                           folder.string(), std::strerror(errno));
    }
    if (folder == root || !folder.has_relative_path()) return {};
  }
}

}  // namespace

std::unique_ptr<SandboxFactory> make_cgroup_v2_factory(std::string& reason) {
  const fs::path own = cgroup::own_folder("");
  if (own.empty()) {
    reason = "cgroup v2: not mounted";
    return nullptr;
  }
  const fs::path group = delegating_group(own, reason);
  if (group.empty()) return nullptr;
  const fs::path parent = cgroup::make_server_folder(group);
  if (parent.empty() || !cgroup::File(parent / "cgroup.subtree_control", true).write(controllers)) {
    reason = fmt::format("cgroup v2: {}: {}", group.string(), std::strerror(errno));
    if (!parent.empty()) ::rmdir(parent.c_str());
    return nullptr;
  }
  auto factory = std::make_unique<CgroupV2Factory>(parent);
  if (auto probe = factory->make(); probe == nullptr || !probe->limit_memory(128)) {
    reason = fmt::format("cgroup v2: {}", std::strerror(errno));
    return nullptr;
  }
  return factory;
}

}  // namespace bellwether::cloud::lambda
