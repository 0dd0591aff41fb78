// Asynchronous invocations: kept in the store until they succeeded or were tried three times.
//
// Accepted means written: what was queued when the server ended is run when it starts again. A
// function error is tried again after one and then after two minutes, a throttle until the event is
// six hours old. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "aws/core/error.h"
#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::lambda {

struct Event {
  Scope scope;
  std::string function;  // a name, without qualifier
  std::string request_id;
  std::string trace_id;
  std::string client_context;  // base64, as the caller sent it
  std::string payload;
  aws::Timestamp accepted;
  std::uint32_t attempts = 0;
};

// Thread-safe.
class EventQueue {
 public:
  enum class Result { done, function_error, throttled };
  using Run = std::function<Task<Result>(const Event&)>;

  EventQueue(store::Store& store, const Clock& clock, Run run);
  ~EventQueue();

  // Resumes once the event is kept; runs it on the caller's loop, later. TooManyRequestsException
  // when the queue is full.
  Task<aws::Result<aws::Unit>> add(Event event);
  // What an earlier server left, on this loop.
  void resume(const Executor& executor);
  // Events were erased from the store: those that wait are let go.
  void reset();
  // Waiting events stay in the store.
  void stop();

 private:
  struct Shared;
  static Task<void> process(std::shared_ptr<Shared> shared, Event event);
  static Task<void> attempt_until_done(std::shared_ptr<Shared> shared, Event& event);
  static void start(const std::shared_ptr<Shared>& shared, const Executor& executor, Event event);

  std::shared_ptr<Shared> shared_;
};

}  // namespace bellwether::cloud::lambda
