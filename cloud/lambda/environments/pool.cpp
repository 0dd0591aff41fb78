#include "cloud/lambda/environments/pool.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

namespace bellwether::cloud::lambda {
namespace {

using namespace std::chrono_literals;

// A runtime asks for its next invocation at once after its response, or, when it has used up its
// share of the CPU, some periods of 20 ms later. Waiting this long for one that is about to be free
// is cheaper than a cold start, and AWS starts none here either.
constexpr auto finishing_grace = 100ms;

using EnvironmentPtr = std::shared_ptr<Environment>;
using SpecPtr = std::shared_ptr<const FunctionSpec>;

// An invocation that waits: for an environment, or for its turn to start one. Written under the
// pool's mutex but for its timer, which its own loop alone touches.
struct Waiter {
  explicit Waiter(const Executor& on) : executor(on), timer(on) {}
  Executor executor;
  Timer timer;
  EnvironmentPtr environment;
  bool may_start = false;
  std::atomic<bool> done = false;
};
using WaiterPtr = std::shared_ptr<Waiter>;

struct Bucket {
  SpecPtr spec;
  std::set<EnvironmentPtr> all;
  std::vector<EnvironmentPtr> free;  // the last was used last
  std::vector<Environment*> finishing;
  std::deque<WaiterPtr> waiters;
  bool retired = false;
};

aws::Error too_many_requests() {
  return {.code = "TooManyRequestsException",
          .message = "Rate Exceeded.",
          .http_status = 429,
          .fields = R"("Reason":"ConcurrentInvocationLimitExceeded","Type":"User")",
          .request_id = {}};
}

aws::Error stopping_error() {
  return {.code = "ServiceException",
          .message = "The server is stopping.",
          .http_status = 500,
          .fields = {},
          .request_id = {}};
}

aws::Error removed_error() {
  return {.code = "ServiceException",
          .message = "The function was removed by a reset.",
          .http_status = 500,
          .fields = {},
          .request_id = {}};
}

void grant(const WaiterPtr& waiter) {
  waiter->done = true;
  asio::post(waiter->executor, [waiter] { waiter->timer.cancel(); });
}

}  // namespace

class Pool::Impl final : public EnvironmentOwner, public std::enable_shared_from_this<Impl> {
 public:
  Impl(Machine& machine, PoolOptions options) : machine_(machine), options_(options) {
    if (options_.concurrent_starts <= 0) {
      options_.concurrent_starts = 2 * static_cast<int>(std::thread::hardware_concurrency());
    }
    options_.concurrent_starts = std::max(options_.concurrent_starts, 1);
  }

  Task<aws::Result<Outcome>> invoke(SpecPtr spec, Invocation invocation) {
    const auto self = shared_from_this();
    if (!enter(spec->scope)) co_return aws::fail(too_many_requests());
    auto result = co_await invoke_admitted(spec, std::move(invocation));
    leave(spec->scope);
    co_return result;
  }

  void retire(const SpecPtr& spec) {
    const std::lock_guard lock(mutex_);
    const auto found = buckets_.find(spec.get());
    if (found == buckets_.end()) return;
    Bucket& bucket = found->second;
    bucket.retired = true;
    for (const EnvironmentPtr& environment : std::exchange(bucket.free, {})) {
      remove(bucket, environment);
    }
    erase_if_empty(found);
  }

  Task<void> reset(std::string account, std::vector<SpecPtr> gone) {
    const auto self = shared_from_this();
    const std::vector<EnvironmentPtr> ended = withdraw(account, gone);
    for (const EnvironmentPtr& environment : ended) {
      co_await asio::co_spawn(environment->executor(), abandon(environment), use_task);
    }
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [key, bucket] : buckets_) {
      for (const EnvironmentPtr& environment : bucket.all) post_stop(environment);
      bucket.all.clear();
      bucket.free.clear();
      for (const WaiterPtr& waiter : bucket.waiters) grant(waiter);
      bucket.waiters.clear();
    }
  }

  // The loops have ended: from this thread.
  void stop_here() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [key, bucket] : buckets_) {
      for (const EnvironmentPtr& environment : bucket.all) environment->stop();
    }
    for (const EnvironmentPtr& environment : posted_) environment->stop();
    posted_.clear();
    buckets_.clear();
  }

  void environment_is_finishing(const EnvironmentPtr& environment) override {
    const std::lock_guard lock(mutex_);
    if (Bucket* bucket = bucket_of(*environment)) bucket->finishing.push_back(environment.get());
  }

  void environment_is_free(const EnvironmentPtr& environment) override {
    const std::lock_guard lock(mutex_);
    Bucket* bucket = bucket_of(*environment);
    if (bucket == nullptr) return;
    std::erase(bucket->finishing, environment.get());
    if (bucket->retired || stopping_) {
      remove(*bucket, environment);
      erase_if_empty(buckets_.find(&environment->spec()));
      return;
    }
    if (const WaiterPtr waiter = next_waiter(bucket->waiters)) {
      waiter->environment = environment;
      grant(waiter);
      return;
    }
    bucket->free.push_back(environment);
  }

  void environment_is_unused(const EnvironmentPtr& environment) override {
    const std::lock_guard lock(mutex_);
    Bucket* bucket = bucket_of(*environment);
    // Taken meanwhile from another loop.
    if (bucket == nullptr || std::erase(bucket->free, environment) == 0) return;
    remove(*bucket, environment);
    erase_if_empty(buckets_.find(&environment->spec()));
  }

  std::chrono::milliseconds keep_alive() const override { return options_.keep_alive; }

 private:
  using Buckets = std::map<const FunctionSpec*, Bucket>;

  std::vector<EnvironmentPtr> withdraw(const std::string& account,
                                       const std::vector<SpecPtr>& gone) {
    const std::lock_guard lock(mutex_);
    std::erase_if(withdrawn_, [](const auto& spec) { return spec.expired(); });
    withdrawn_.insert(gone.begin(), gone.end());
    std::vector<EnvironmentPtr> ended;
    std::erase_if(buckets_, [&](auto& entry) {
      const Bucket& bucket = entry.second;
      if (!account.empty() && bucket.spec->scope.account != account) return false;
      withdrawn_.insert(bucket.spec);
      ended.insert(ended.end(), bucket.all.begin(), bucket.all.end());
      for (const WaiterPtr& waiter : bucket.waiters) grant(waiter);
      return true;
    });
    return ended;
  }

  static Task<void> abandon(EnvironmentPtr environment) {
    environment->abandon();
    co_return;
  }

  bool enter(const Scope& scope) {
    const std::lock_guard lock(mutex_);
    int& running = running_[scope];
    if (running >= options_.concurrency_limit) return false;
    ++running;
    return true;
  }

  void leave(const Scope& scope) {
    const std::lock_guard lock(mutex_);
    if (const auto found = running_.find(scope); --found->second == 0) running_.erase(found);
  }

  Task<aws::Result<Outcome>> invoke_admitted(const SpecPtr& spec, Invocation invocation) {
    const Executor executor = co_await asio::this_coro::executor;
    auto environment = co_await acquire(spec, executor);
    if (!environment) co_return aws::fail(environment.error());
    if ((*environment)->executor() == executor) {
      co_return co_await (*environment)->invoke(std::move(invocation));
    }
    co_return co_await asio::co_spawn((*environment)->executor(),
                                      (*environment)->invoke(std::move(invocation)), use_task);
  }

  Task<aws::Result<EnvironmentPtr>> acquire(const SpecPtr& spec, Executor executor) {
    auto waiter = std::make_shared<Waiter>(executor);
    if (EnvironmentPtr ready = take_free(spec, executor, waiter)) co_return ready;
    for (;;) {
      if (!waiter->done) co_await waiter->timer.async_wait(use_task_tuple);
      const std::lock_guard lock(mutex_);
      if (stopping_) co_return aws::fail(stopping_error());
      if (waiter->environment) co_return waiter->environment;
      if (waiter->may_start) break;
      // The one that was to be free soon is not: start another, when it is our turn.
      if (starts_ < options_.concurrent_starts) {
        ++starts_;
        waiter->done = true;
        break;
      }
      waiter->timer.expires_at(SteadyTime::max());
      start_queue_.push_back(waiter);
    }
    co_return co_await start(spec, executor);
  }

  // A free environment; or none, and the waiter is done or its timer set.
  EnvironmentPtr take_free(const SpecPtr& spec, Executor executor, const WaiterPtr& waiter) {
    const std::lock_guard lock(mutex_);
    Bucket& bucket = buckets_[spec.get()];
    bucket.spec = spec;
    if (!bucket.free.empty()) {
      auto best = std::find_if(
          bucket.free.rbegin(), bucket.free.rend(),
          [&](const EnvironmentPtr& environment) { return environment->executor() == executor; });
      if (best == bucket.free.rend()) best = bucket.free.rbegin();
      EnvironmentPtr environment = std::move(*best);
      bucket.free.erase(std::next(best).base());
      return environment;
    }
    std::erase_if(bucket.waiters, [](const WaiterPtr& other) { return other->done.load(); });
    if (bucket.finishing.size() > bucket.waiters.size()) {
      waiter->timer.expires_after(finishing_grace);
      bucket.waiters.push_back(waiter);
    } else if (starts_ < options_.concurrent_starts) {
      ++starts_;
      waiter->may_start = waiter->done = true;
    } else {
      waiter->timer.expires_at(SteadyTime::max());
      bucket.waiters.push_back(waiter);
      start_queue_.push_back(waiter);
    }
    return nullptr;
  }

  Task<aws::Result<EnvironmentPtr>> start(const SpecPtr& spec, Executor executor) {
    auto environment = std::make_shared<Environment>(machine_, spec, executor, *this);
    {
      const std::lock_guard lock(mutex_);
      if (withdrawn_.contains(spec)) {
        start_ended();
        co_return aws::fail(removed_error());
      }
      Bucket& bucket = buckets_[spec.get()];
      bucket.spec = spec;
      bucket.all.insert(environment);
    }
    const auto started = co_await environment->start();
    const std::lock_guard lock(mutex_);
    start_ended();
    if (started) co_return environment;
    if (Bucket* bucket = bucket_of(*environment)) {
      remove(*bucket, environment);
      erase_if_empty(buckets_.find(spec.get()));
    }
    co_return aws::fail(started.error());
  }

  void start_ended() {
    --starts_;
    while (starts_ < options_.concurrent_starts) {
      const WaiterPtr next = next_waiter(start_queue_);
      if (next == nullptr) break;
      ++starts_;
      next->may_start = true;
      grant(next);
    }
  }

  static WaiterPtr next_waiter(std::deque<WaiterPtr>& queue) {
    while (!queue.empty()) {
      WaiterPtr waiter = std::move(queue.front());
      queue.pop_front();
      if (!waiter->done) return waiter;
    }
    return nullptr;
  }

  Bucket* bucket_of(const Environment& environment) {
    const auto found = buckets_.find(&environment.spec());
    return found == buckets_.end() ? nullptr : &found->second;
  }

  void remove(Bucket& bucket, const EnvironmentPtr& environment) {
    post_stop(environment);
    bucket.all.erase(environment);
  }

  // On its own loop; from ours, if that ends before.
  void post_stop(const EnvironmentPtr& environment) {
    posted_.insert(environment);
    asio::post(environment->executor(), [self = weak_from_this(), environment] {
      environment->stop();
      if (const auto pool = self.lock()) {
        const std::lock_guard lock(pool->mutex_);
        pool->posted_.erase(environment);
      }
    });
  }

  void erase_if_empty(Buckets::iterator found) {
    if (found != buckets_.end() && found->second.all.empty() && found->second.waiters.empty()) {
      buckets_.erase(found);
    }
  }

  Machine& machine_;
  PoolOptions options_;
  std::mutex mutex_;
  Buckets buckets_;
  std::map<Scope, int> running_;
  int starts_ = 0;
  std::deque<WaiterPtr> start_queue_;
  std::set<EnvironmentPtr> posted_;
  // Functions that a reset removed, as long as an invocation may still come with one.
  std::set<std::weak_ptr<const FunctionSpec>, std::owner_less<>> withdrawn_;
  bool stopping_ = false;
};

Pool::Pool(Machine& machine, PoolOptions options)
    : impl_(std::make_shared<Impl>(machine, options)) {}

Pool::~Pool() {
  impl_->stop_here();
}

Task<aws::Result<Outcome>> Pool::invoke(std::shared_ptr<const FunctionSpec> spec,
                                        Invocation invocation) {
  return impl_->invoke(std::move(spec), std::move(invocation));
}

void Pool::retire(const std::shared_ptr<const FunctionSpec>& spec) {
  impl_->retire(spec);
}

Task<void> Pool::reset(std::string account, std::vector<std::shared_ptr<const FunctionSpec>> gone) {
  return impl_->reset(std::move(account), std::move(gone));
}

void Pool::stop() {
  impl_->stop();
}

}  // namespace bellwether::cloud::lambda
