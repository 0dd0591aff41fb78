// What this machine offers to execution environments, made ready once for all of them.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <boost/asio/thread_pool.hpp>

#include "aws/core/error.h"
#include "cloud/core/clock.h"
#include "cloud/lambda/environments/runtime.h"
#include "cloud/lambda/environments/sandbox.h"
#include "cloud/lambda/environments/spawner.h"
#include "cloud/logs/log_sink.h"

namespace bellwether::cloud::lambda {

struct MachineOptions {
  // For temporary folders and the Python client.
  std::filesystem::path folder;
  std::filesystem::path python_packages;
  // "http://127.0.0.1:4566": where functions' AWS clients are pointed.
  std::string endpoint_url;
  // What functions sign with where signatures are verified; empty: made up.
  std::string access_key_id;
  std::string secret_access_key;
};

// A sandbox whose first process has joined its cgroups and waits for its Launch.
struct PreparedSandbox {
  std::unique_ptr<Sandbox> limits;
  Descriptor socket;
  // A pidfd of the first process; killing it ends everything in the sandbox.
  Descriptor first_process;
};

// Thread-safe.
class Machine {
 public:
  Machine(MachineOptions options, logs::LogSink& sink, const Clock& clock, Random& random);
  ~Machine();

  const MachineOptions& options() const { return options_; }
  // Before anything runs.
  void set_endpoint_url(std::string url) { options_.endpoint_url = std::move(url); }
  logs::LogSink& log_sink() { return sink_; }
  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }
  Runtimes& runtimes() { return runtimes_; }
  // Whether functions see a root of their own. After the first sandbox was taken.
  bool isolated() const { return spawner_ != nullptr && spawner_->isolated(); }

  // Blocks up to some milliseconds, unless one is in stock; on a worker thread. Stocks another, so
  // that the next function need not wait for the kernel.
  aws::Result<PreparedSandbox> take_sandbox();
  // Gives back what a sandbox held, once its processes are gone, from a worker thread.
  void retire(PreparedSandbox sandbox, std::filesystem::path temporary_folder);
  std::filesystem::path make_temporary_folder();

 private:
  bool start();
  aws::Result<PreparedSandbox> prepare();
  void restock();

  MachineOptions options_;
  logs::LogSink& sink_;
  const Clock& clock_;
  Random& random_;
  Runtimes runtimes_;

  std::mutex start_mutex_;
  std::unique_ptr<SandboxFactory> factory_;
  std::unique_ptr<Spawner> spawner_;
  aws::Error start_error_;

  std::mutex stock_mutex_;
  std::deque<PreparedSandbox> stock_;
  bool stopping_ = false;
  // What nobody waits for: stocking and removing sandboxes. Last, because it uses all of the above.
  boost::asio::thread_pool background_{1};
};

}  // namespace bellwether::cloud::lambda
