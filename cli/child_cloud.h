// `bellwether serve` as a child process of a command that needs a cloud of its own.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <sys/types.h>

#include "aws/core/error.h"

namespace bellwether::cli {

// Serves from a new folder on a free port. Stopped, and its folder removed, with the object.
class ChildCloud {
 public:
  // Waits until it is ready. `options` are further ones of `bellwether serve`.
  static aws::Result<std::unique_ptr<ChildCloud>> start(const std::vector<std::string>& options);

  ChildCloud(const ChildCloud&) = delete;
  ChildCloud& operator=(const ChildCloud&) = delete;
  ~ChildCloud() { stop(); }

  // "http://127.0.0.1:PORT"
  const std::string& url() const { return url_; }
  // Its folder, for what shall go with it.
  const std::filesystem::path& folder() const { return folder_; }
  // Once; thread-safe, so that a signal's thread may do it.
  void stop();

 private:
  explicit ChildCloud(std::filesystem::path folder) : folder_(std::move(folder)) {}

  aws::Result<aws::Unit> spawn(const std::vector<std::string>& options);
  aws::Result<aws::Unit> wait_until_ready();
  // Where it writes what goes wrong.
  std::filesystem::path log() const { return folder_ / "log"; }

  std::mutex mutex_;
  std::filesystem::path folder_;
  pid_t process_ = -1;
  std::string url_;
};

}  // namespace bellwether::cli
