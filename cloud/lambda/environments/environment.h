// One execution environment: a process that serves one invocation at a time.
//
//   Starting -> Initialising -> Idle (frozen) -> Invoking -> Idle ... -> Stopping
//
// Initialising ends when the runtime asks for its first invocation. An environment whose process
// crashed or timed out stays, with its /tmp and its log stream, and starts anew within its next
// invocation. Everything runs on the loop that made it; see pool.h for who may take it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cloud/lambda/environments/asio.h"
#include "cloud/lambda/environments/environment_log.h"
#include "cloud/lambda/environments/failure.h"
#include "cloud/lambda/environments/function_spec.h"
#include "cloud/lambda/environments/machine.h"
#include "cloud/lambda/environments/report.h"
#include "cloud/lambda/environments/runtime_api.h"
#include "cloud/lambda/environments/variables.h"
#include "cloud/lambda/spawner/protocol.h"

namespace bellwether::cloud::lambda {

struct Invocation {
  std::string request_id;
  std::string payload;
  std::string function_arn;
  std::string trace_id;
  // Of a traced invocation.
  std::optional<Segment> segment;
  std::string client_context;  // JSON
  // The tail of the log is wanted: the outcome waits for the report.
  bool tail = false;
};

struct Outcome {
  std::string payload;
  bool function_error = false;
  std::string log_tail;
};

class Environment;

// Told on the environment's loop.
class EnvironmentOwner {
 public:
  virtual ~EnvironmentOwner() = default;
  // The caller has its outcome; the runtime has yet to ask for the next invocation.
  virtual void environment_is_finishing(const std::shared_ptr<Environment>& environment) = 0;
  // Its invocation is over, reports written; it can take the next.
  virtual void environment_is_free(const std::shared_ptr<Environment>& environment) = 0;
  // It has been idle for as long as environments are kept.
  virtual void environment_is_unused(const std::shared_ptr<Environment>& environment) = 0;
  virtual std::chrono::milliseconds keep_alive() const = 0;
};

class Environment final : public std::enable_shared_from_this<Environment>,
                          private RuntimeApiEvents {
 public:
  Environment(Machine& machine, std::shared_ptr<const FunctionSpec> spec, const Executor& executor,
              EnvironmentOwner& owner);
  ~Environment() override;

  Executor executor() const { return executor_; }
  const FunctionSpec& spec() const { return *spec_; }

  // Sandbox and initialisation. An error is the machine's; a function that fails to initialise is
  // initialised again in its first invocation, which then tells the caller.
  Task<aws::Result<aws::Unit>> start();
  // One at a time. The outcome comes with the response; the owner is told when all is over.
  Task<Outcome> invoke(Invocation invocation);
  // Ends the process, at once. Nothing may be invoked afterwards.
  void stop();
  // The same, and nothing more is written to its log.
  void abandon();

 private:
  enum class State { starting, initialising, idle, invoking, finishing, reset, stopped };

  // What the caller of one invocation waits for. Its own, not the environment's: the next
  // invocation, coming from another loop, may begin before the caller of this one has gone on.
  struct Running {
    explicit Running(const Executor& executor) : waiter(executor) {}
    bool done() const { return tail ? over : answered; }

    bool tail = false;
    bool answered = false;  // the outcome is known
    bool over = false;      // the report is written
    Outcome outcome;
    Timer waiter;
  };

  // RuntimeApiEvents
  void on_next() override;
  void on_response(std::string body, std::uint64_t size) override;
  void on_error(std::string body, std::string type) override;
  void on_init_error(std::string body, std::string type) override;

  // True once the runtime waits for an invocation; otherwise `failure_` says why. An error is the
  // machine's.
  Task<aws::Result<bool>> initialise(Phase phase);
  void report_init(const InitReport& report);
  // What could not be done, or empty.
  std::string launch(const RuntimeCommand& command);
  void set_credentials(VariableSources& sources);

  void watch_process();
  void read_notes();
  bool take_notes();
  void on_exit(const spawner::Ended& ended);
  void on_note(spawner::Note note, std::string_view rest, pid_t sender);
  void on_process_end();
  Failure ended() const;
  // Ends the process and lets go of its sandbox. /tmp stays until the environment stops.
  void discard_process();
  void read_pipe(const std::shared_ptr<Pipe>& pipe, bool framed);
  // When the log has room again.
  void read_on(const std::shared_ptr<Pipe>& pipe, bool framed);
  bool drain(const std::shared_ptr<Pipe>& pipe, bool framed, int rounds);
  void drain_pipes();

  std::shared_ptr<Running> begin_invocation(Invocation invocation);
  void deliver();
  void answer(std::string payload, bool function_error);
  void fail_invocation(Failure failure);
  // Writes what the log says of an invocation's end.
  void report_end(Status status, const std::string& error_type);
  void end_invocation(Status status, const std::string& error_type);
  void arm_deadline();
  void on_deadline();

  void freeze_soon();
  void arm_freeze();
  void arm_spin_down();
  void thaw();
  void measure_memory();
  std::int64_t max_memory_mib() const;

  void wake();
  // Until `done`, or false at the deadline.
  template <class Predicate>
  static Task<bool> wait(Timer& timer, SteadyTime deadline, Predicate done);

  Machine& machine_;
  std::shared_ptr<const FunctionSpec> spec_;
  Executor executor_;
  EnvironmentOwner& owner_;
  ReportSubject subject_;
  EnvironmentLog log_;
  std::filesystem::path temporary_folder_;

  State state_ = State::starting;
  // Counts processes, so that what concerns an ended one is let go.
  std::uint64_t generation_ = 0;
  std::optional<PreparedSandbox> sandbox_;
  std::shared_ptr<RuntimeApi> api_;
  std::shared_ptr<Pipe> notes_;
  std::shared_ptr<Pipe> output_;
  std::shared_ptr<Pipe> framed_output_;
  pid_t process_ = 0;
  Descriptor status_file_;
  bool process_ended_ = false;
  std::optional<int> wait_status_;
  int exec_error_ = 0;
  std::string sandbox_error_;
  bool frozen_ = false;
  bool share_granted_ = false;
  bool freeze_armed_ = false;
  bool deadline_armed_ = false;
  SteadyTime idle_since_;

  SteadyTime init_started_;
  std::optional<Duration> init_duration_;  // to be reported with the first invocation
  std::optional<Failure> failure_;

  Invocation invocation_;
  SteadyTime invocation_started_;
  SteadyTime deadline_;
  std::shared_ptr<Running> running_;
  std::string invocation_error_type_;
  // Of the process that runs, or ran last.
  std::int64_t peak_bytes_ = 0;
  std::int64_t memory_watermark_ = 0;
  bool had_children_ = false;

  Timer waiter_;
  Timer deadline_timer_;
  Timer freeze_timer_;
  Timer end_timer_;
};

template <class Predicate>
Task<bool> Environment::wait(Timer& timer, SteadyTime deadline, Predicate done) {
  while (!done()) {
    if (SteadyClock::now() >= deadline) co_return false;
    timer.expires_at(deadline);
    co_await timer.async_wait(use_task_tuple);
  }
  co_return true;
}

}  // namespace bellwether::cloud::lambda
