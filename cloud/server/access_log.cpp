#include "cloud/server/access_log.h"

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace bellwether::cloud::server {
namespace {

constexpr std::size_t max_behind = 4 * 1024 * 1024;
// Wakes the writer early.
constexpr std::size_t batch = 64 * 1024;
// How long a line may wait for company.
constexpr std::chrono::milliseconds patience{100};

void append_time(fmt::memory_buffer& out, aws::Timestamp at) {
  thread_local std::time_t made_at = -1;
  thread_local char text[32];
  const auto ms = at.time_since_epoch().count();
  const std::time_t seconds = ms / 1000;
  if (seconds != made_at) {
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    made_at = seconds;
  }
  fmt::format_to(fmt::appender(out), "{}.{:03}Z", text, ms % 1000);
}

}  // namespace

class AccessLog::Writer {
 public:
  explicit Writer(int fd) : fd_(fd), thread_([this] { run(); }) {}

  ~Writer() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
    if (fd_ != STDOUT_FILENO) close(fd_);
  }

  void append(std::string_view line) {
    bool wake = false;
    {
      std::lock_guard lock(mutex_);
      if (pending_.size() + line.size() > max_behind) {
        ++dropped_;
        return;
      }
      const auto before = pending_.size();
      pending_.append(line);
      wake = before == 0 || (before < batch && pending_.size() >= batch);
    }
    if (wake) wake_.notify_one();
  }

 private:
  void run() {
    std::string writing;
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
      if (!stopping_) {
        wake_.wait_for(lock, patience, [this] { return stopping_ || pending_.size() >= batch; });
      }
      if (pending_.empty() && stopping_) return;
      writing.swap(pending_);
      if (dropped_ != 0) {
        writing += fmt::format("({} lines dropped: the log's target is too slow)\n", dropped_);
        dropped_ = 0;
      }
      lock.unlock();
      write_all(writing);
      writing.clear();
      lock.lock();
    }
  }

  void write_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto n = ::write(fd_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      // A full disk or a closed pipe costs log lines, not requests.
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  const int fd_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string pending_;
  std::size_t dropped_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

AccessLog::AccessLog(const std::string& target) {
  if (target == "off") return;
  int fd = STDOUT_FILENO;
  if (target != "-") {
    fd = open(target.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0) {
      throw std::runtime_error(
          fmt::format("cannot open the access log {}: {}", target, std::strerror(errno)));
    }
  }
  writer_ = std::make_unique<Writer>(fd);
}

AccessLog::~AccessLog() = default;

void AccessLog::write(const Entry& entry) {
  if (!writer_) return;
  fmt::memory_buffer line;
  append_time(line, entry.received);
  fmt::format_to(fmt::appender(line), " {} {} {} {} {} {} {:.3f} {}\n", entry.peer, entry.method,
                 entry.path, entry.operation.empty() ? "-" : entry.operation, entry.status,
                 entry.bytes, static_cast<double>(entry.took.count()) / 1e6, entry.request_id);
  writer_->append({line.data(), line.size()});
}

}  // namespace bellwether::cloud::server
