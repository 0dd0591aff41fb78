// The execution environments of every function: reused warm, started when none is free, stopped
// when they have been idle.
//
// An environment belongs to the loop that started it. An invocation takes a free one of its own
// loop first, because waking another core costs more than the invocation; then one of another loop;
// then it starts one. Thread-safe.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "cloud/lambda/environments/environment.h"

namespace bellwether::cloud::lambda {

struct PoolOptions {
  // Idle environments are stopped after this.
  std::chrono::milliseconds keep_alive = std::chrono::minutes{5};
  // Invocations at once in an account and region.
  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
  int concurrency_limit = 1000;
  // Environments that initialise at once: more than this would only slow each other down, and an
  // init that waits for a core is no measure of anything. 0: twice the cores.
  int concurrent_starts = 0;
};

class Pool {
 public:
  Pool(Machine& machine, PoolOptions options);
  ~Pool();

  // Runs on the calling task's loop. TooManyRequestsException beyond the concurrency limit. `spec`
  // is one object per deployed revision: environments are shared among invocations that pass the
  // same.
  Task<aws::Result<Outcome>> invoke(std::shared_ptr<const FunctionSpec> spec,
                                    Invocation invocation);
  // The function was changed or deleted: its environments stop once they are free.
  void retire(const std::shared_ptr<const FunctionSpec>& spec);
  // The functions of one account, or all when it is empty, are gone, these among them whether they
  // have environments or not: ends theirs at once, with nothing more in their logs, and refuses to
  // start others. Resumes when all have stopped; their loops must run.
  Task<void> reset(std::string account, std::vector<std::shared_ptr<const FunctionSpec>> gone);
  // Ends all of them, and refuses what comes. Their loops must still run, or never run again.
  void stop();

  class Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace bellwether::cloud::lambda
