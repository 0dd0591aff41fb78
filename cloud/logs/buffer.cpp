#include "cloud/logs/buffer.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "cloud/logs/writer.h"

namespace bellwether::cloud::logs {
namespace {

std::uint64_t milliseconds(aws::Timestamp time) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.time_since_epoch().count()));
}

}  // namespace

Buffer::Buffer(store::Store& store, Clock& clock)
    : store_(store), clock_(clock), thread_([this] { run(); }) {}

Buffer::~Buffer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Buffer::append(const Scope& scope, std::string_view group, std::string_view stream,
                    std::vector<LogLine> lines) {
  if (lines.empty()) return;
  Batch batch{.scope = scope,
              .group = std::string(group),
              .stream = std::string(stream),
              .ingested = milliseconds(clock_.now()),
              .lines = std::move(lines)};
  const std::size_t bytes = batch.bytes = memory_of(batch);
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (pending_bytes_ + bytes > kMaxBytes) {
      lost_ += batch.lines.size();
      return;
    }
    const std::size_t before = std::exchange(pending_bytes_, pending_bytes_ + bytes);
    wake = before == 0 || (before < kBatchBytes && pending_bytes_ >= kBatchBytes);
    pending_.push_back(std::move(batch));
    ++appended_;
  }
  if (wake) wake_.notify_one();
}

std::size_t Buffer::memory_of(const Batch& batch) {
  const auto text = [](const std::string& s) {
    // A short one lies within its object; the allocator adds some bytes to a long one.
    constexpr std::size_t overhead = 16;
    return s.capacity() > std::string().capacity() ? s.capacity() + overhead : 0;
  };
  std::size_t bytes = sizeof batch + text(batch.group) + text(batch.stream) +
                      batch.lines.capacity() * sizeof(LogLine);
  for (const LogLine& line : batch.lines) bytes += text(line.message);
  return bytes;
}

bool Buffer::has_room() const {
  const std::lock_guard lock(mutex_);
  return pending_bytes_ < kFullBytes;
}

Task<void> Buffer::flush() {
  const std::uint64_t before = appended_;
  while (committed_ < before) {
    const Result<std::uint64_t> appends = co_await store_.write(
        [this](store::Transaction& transaction) { return drain(transaction); });
    committed(appends);
    if (!appends) co_return;
  }
}

void Buffer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
    if (pending_.empty()) return;
    wake_.wait_for(lock, kDelay, [this] { return stopping_ || pending_bytes_ >= kBatchBytes; });
    lock.unlock();
    committed(store_.write_and_wait(
        [this](store::Transaction& transaction) { return drain(transaction); }));
    lock.lock();
    if (const std::uint64_t lost = std::exchange(lost_, 0); lost > 0) {
      spdlog::warn("logs: {} lines were lost because the store fell {} bytes behind", lost,
                   kMaxBytes);
    }
  }
}

void Buffer::committed(const Result<std::uint64_t>& appends) {
  if (!appends) {
    spdlog::error("logs: lines were lost: {}", appends.error().message);
    return;
  }
  std::uint64_t seen = committed_.load();
  while (seen < *appends && !committed_.compare_exchange_weak(seen, *appends)) {
  }
}

Result<std::uint64_t> Buffer::drain(store::Transaction& transaction) {
  std::vector<Batch> batches;
  std::uint64_t appends = 0;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t bytes = 0; bytes < kBatchBytes && !pending_.empty(); pending_.pop_front()) {
      bytes += pending_.front().bytes;
      pending_bytes_ -= pending_.front().bytes;
      batches.push_back(std::move(pending_.front()));
    }
    appends = taken_ += batches.size();
  }
  Writer writer(transaction);
  for (const Batch& batch : batches) {
    GroupRecord* group = writer.find_group(batch.scope, batch.group);
    if (group == nullptr) {
      group = &writer.create_group(batch.scope, batch.group, {.created = batch.ingested});
    }
    StreamRecord* stream = writer.find_stream(batch.scope, *group, batch.stream);
    if (stream == nullptr) {
      stream = &writer.create_stream(batch.scope, *group, batch.stream, batch.ingested);
    }
    for (const LogLine& line : batch.lines) {
      // AWS takes no empty message either.
      if (line.message.empty()) continue;
      writer.append(batch.scope, *group, *stream, milliseconds(line.time), batch.ingested,
                    line.message);
    }
  }
  writer.finish();
  return appends;
}

}  // namespace bellwether::cloud::logs
