// Limits by version 1 control groups: cpu, memory and pids each in a hierarchy of their own.
// Freezing and killing by the version 2 hierarchy that such machines mount beside them where there
// is one, because it is ten times faster than the version 1 freezer.
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cloud/lambda/environments/cgroup.h"
#include "cloud/lambda/environments/sandbox.h"

namespace bellwether::cloud::lambda {
namespace fs = std::filesystem;
namespace {

struct Hierarchies {
  fs::path cpu;
  fs::path memory;
  fs::path pids;
  fs::path freezer;  // version 1; empty when `unified` is there
  fs::path unified;

  std::vector<fs::path> all() const {
    std::vector<fs::path> present;
    for (const fs::path& path : {cpu, memory, pids, freezer, unified}) {
      if (!path.empty()) present.push_back(path);
    }
    return present;
  }
};

class CgroupV1 final : public Sandbox {
 public:
  explicit CgroupV1(const Hierarchies& parents) {
    const std::string name = cgroup::next_name();
    const auto below = [&](const fs::path& parent) {
      return parent.empty() ? fs::path{} : parent / name;
    };
    at_ = {below(parents.cpu), below(parents.memory), below(parents.pids), below(parents.freezer),
           below(parents.unified)};
  }

  ~CgroupV1() override { remove(); }

  bool make() {
    for (const fs::path& folder : at_.all()) {
      if (::mkdir(folder.c_str(), 0755) != 0) return false;
      join_.emplace_back(folder / "cgroup.procs", true);
      if (!join_.back()) return false;
    }
    quota_ = {at_.cpu / "cpu.cfs_quota_us", true};
    memory_events_ = {at_.memory / "memory.oom_control", false};
    memory_peak_ = {at_.memory / "memory.max_usage_in_bytes", false};
    memory_stat_ = {at_.memory / "memory.stat", false};
    task_count_ = {at_.pids / "pids.current", false};
    freeze_ = at_.unified.empty() ? cgroup::File(at_.freezer / "freezer.state", true)
                                  : cgroup::File(at_.unified / "cgroup.freeze", true);
    return quota_ && freeze_ &&
           cgroup::File(at_.cpu / "cpu.cfs_period_us", true)
               .write(std::to_string(cpu_period.count())) &&
           cgroup::File(at_.pids / "pids.max", true).write(std::to_string(task_limit));
  }

  std::vector<int> join_files() const override {
    std::vector<int> descriptors;
    for (const cgroup::File& file : join_) descriptors.push_back(file.descriptor());
    return descriptors;
  }

  bool limit_memory(std::int64_t memory_mib) override {
    const std::string bytes = std::to_string(memory_mib * 1024 * 1024);
    if (!cgroup::File(at_.memory / "memory.limit_in_bytes", true).write(bytes)) return false;
    // Only where the kernel accounts for swap.
    cgroup::File(at_.memory / "memory.memsw.limit_in_bytes", true).write(bytes);
    return true;
  }

  void started(pid_t) override {}
  void grant_whole_cpu() override { quota_.write("-1"); }
  void grant_share(std::int64_t memory_mib) override {
    quota_.write(std::to_string(cpu_quota(memory_mib).count()));
  }
  void freeze() override { freeze_.write(at_.unified.empty() ? "FROZEN" : "1"); }
  void thaw() override { freeze_.write(at_.unified.empty() ? "THAWED" : "0"); }

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
    const std::int64_t files =
        cgroup::number_after(now, "cache") - cgroup::number_after(now, "shmem");
    return memory_watermark() - files;
  }

  void kill_all() override {
    cgroup::kill_processes(at_.unified.empty() ? at_.freezer : at_.unified);
    // Frozen by version 1, they die when they thaw.
    if (at_.unified.empty()) thaw();
  }

  bool remove() override {
    join_.clear();
    bool gone = true;
    for (const fs::path& folder : at_.all()) {
      if (::rmdir(folder.c_str()) != 0 && errno != ENOENT) gone = false;
    }
    return gone;
  }

 private:
  Hierarchies at_;
  std::vector<cgroup::File> join_;
  cgroup::File quota_;
  cgroup::File memory_events_;
  cgroup::File memory_peak_;
  cgroup::File memory_stat_;
  cgroup::File task_count_;
  cgroup::File freeze_;
};

class CgroupV1Factory final : public SandboxFactory {
 public:
  explicit CgroupV1Factory(Hierarchies parents) : parents_(std::move(parents)) {}
  ~CgroupV1Factory() override {
    for (const fs::path& folder : parents_.all()) ::rmdir(folder.c_str());
  }

  std::string describe() const override {
    return fmt::format("cgroup v1 (cpu, memory, pids), frozen by {}",
                       parents_.unified.empty() ? "the v1 freezer" : "cgroup v2");
  }

  std::unique_ptr<Sandbox> make() override {
    auto sandbox = std::make_unique<CgroupV1>(parents_);
    if (!sandbox->make()) return nullptr;
    return sandbox;
  }

 private:
  Hierarchies parents_;
};

}  // namespace

std::unique_ptr<SandboxFactory> make_cgroup_v1_factory(std::string& reason) {
  Hierarchies parents;
  for (const auto& [controller, folder] :
       {std::pair{"cpu", &parents.cpu}, std::pair{"memory", &parents.memory},
        std::pair{"pids", &parents.pids}}) {
    const fs::path own = cgroup::own_folder(controller);
    *folder = own.empty() ? fs::path{} : cgroup::make_server_folder(own);
    if (folder->empty()) {
      reason = fmt::format("cgroup v1 {}: {}", controller,
                           own.empty() ? "not mounted" : std::strerror(errno));
      for (const fs::path& made : parents.all()) ::rmdir(made.c_str());
      return nullptr;
    }
  }
  if (const fs::path own = cgroup::own_folder(""); !own.empty()) {
    parents.unified = cgroup::make_server_folder(own);
    // Since Linux 5.2; the root of the hierarchy does not have it, its children do.
    std::error_code ignored;
    if (!parents.unified.empty() && !fs::exists(parents.unified / "cgroup.freeze", ignored)) {
      ::rmdir(parents.unified.c_str());
      parents.unified.clear();
    }
  }
  if (parents.unified.empty()) {
    const fs::path own = cgroup::own_folder("freezer");
    if (!own.empty()) parents.freezer = cgroup::make_server_folder(own);
    if (parents.freezer.empty()) {
      reason = "neither cgroup v2 nor the v1 freezer can be written";
      for (const fs::path& made : parents.all()) ::rmdir(made.c_str());
      return nullptr;
    }
  }
  auto factory = std::make_unique<CgroupV1Factory>(std::move(parents));
  // Some machines mount what they then do not let us set.
  if (auto probe = factory->make(); probe == nullptr || !probe->limit_memory(128)) {
    reason = fmt::format("cgroup v1: {}", std::strerror(errno));
    return nullptr;
  }
  return factory;
}

}  // namespace bellwether::cloud::lambda
