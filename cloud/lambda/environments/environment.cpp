#include "cloud/lambda/environments/environment.h"

#include <algorithm>
#include <utility>

#include "cloud/lambda/environments/failure.h"
#include "cloud/lambda/environments/process_tree.h"
#include "cloud/lambda/error_body.h"
#include "cloud/lambda/spawner/process_stat.h"

namespace bellwether::cloud::lambda {
namespace {

using namespace std::chrono_literals;

// An invocation that follows within this finds the process running: freezing and thawing cost more
// than the invocation of a small function. docs/decisions/0005-function-sandboxes.md
constexpr auto freeze_delay = 2ms;

std::int64_t mebibytes(std::int64_t bytes) {
  return (bytes + (1 << 20) - 1) >> 20;
}

ReportSubject subject_of(const FunctionSpec& spec) {
  return {.format = spec.log_format,
          .function_name = spec.name,
          .function_arn = spec.arn,
          .function_version = spec.version,
          .runtime_version = runtime_version(spec.runtime),
          .runtime_version_arn = spec.runtime_version_arn,
          .memory_mib = spec.memory_mib};
}

Outcome stopped_outcome() {
  return {.payload = error_body("The execution environment was stopped", "Sandbox.Failure"),
          .function_error = true,
          .log_tail = {}};
}

}  // namespace

Environment::Environment(Machine& machine, std::shared_ptr<const FunctionSpec> spec,
                         const Executor& executor, EnvironmentOwner& owner)
    : machine_(machine),
      spec_(std::move(spec)),
      executor_(executor),
      owner_(owner),
      subject_(subject_of(*spec_)),
      log_(machine.log_sink(), machine.clock(), *spec_,
           log_stream_name(spec_->version, machine.random().hex(32), machine.clock().now())),
      waiter_(executor),
      deadline_timer_(executor),
      freeze_timer_(executor),
      end_timer_(executor) {}

Environment::~Environment() {
  stop();
}

Task<aws::Result<aws::Unit>> Environment::start() {
  const auto self = shared_from_this();
  auto listening = RuntimeApi::listen(executor_, *this);
  if (!listening) co_return aws::fail(listening.error());
  api_ = std::move(*listening);
  auto ready = co_await initialise(Phase::init);
  if (!ready) co_return aws::fail(ready.error());
  co_return aws::Unit{};
}

Task<Outcome> Environment::invoke(Invocation invocation) {
  const auto self = shared_from_this();
  const std::shared_ptr<Running> running = begin_invocation(std::move(invocation));
  // The process has gone while it was idle, and its end is about to be told.
  if (state_ == State::idle && !api_->waiting()) {
    state_ = State::reset;
    discard_process();
  }
  if (state_ == State::reset) {
    const auto ready = co_await initialise(Phase::invoke);
    if ((!ready || !*ready) && state_ != State::stopped) {
      log_.platform_at("INFO", start_line(subject_, invocation_.request_id, invocation_.segment,
                                          machine_.clock().now()));
      Failure failure = ready ? std::move(*failure_)
                              : process_failure({.request_id = invocation_.request_id,
                                                 .wait_status = {},
                                                 .sandbox_error = ready.error().message});
      fail_invocation(std::move(failure));
      co_return std::move(running->outcome);
    }
  }
  if (state_ != State::idle) {
    // Stopped while it initialised.
    co_return stopped_outcome();
  }
  deliver();
  co_await wait(running->waiter, SteadyTime::max(),
                [waited = running.get()] { return waited->done(); });
  co_return std::move(running->outcome);
}

void Environment::stop() {
  if (state_ == State::stopped) return;
  const State was = std::exchange(state_, State::stopped);
  deadline_timer_.cancel();
  freeze_timer_.cancel();
  if (was == State::invoking) {
    running_->outcome = stopped_outcome();
    report_end(Status::error, "Sandbox.Failure");
  } else if (was == State::finishing) {
    // Its caller has the answer; the log has the end, too.
    report_end(Status::success, {});
  } else {
    drain_pipes();
    log_.complete();
    log_.flush();
  }
  // Not before: a runtime that finds nobody there complains, and that is no part of its log.
  if (api_) api_->close();
  if (running_) running_->answered = running_->over = true;
  wake();
  discard_process();
}

void Environment::abandon() {
  log_.close();
  stop();
}

// --- Invoking

std::shared_ptr<Environment::Running> Environment::begin_invocation(Invocation invocation) {
  invocation_ = std::move(invocation);
  invocation_started_ = SteadyClock::now();
  deadline_ = invocation_started_ + spec_->timeout;
  running_ = std::make_shared<Running>(executor_);
  running_->tail = invocation_.tail;
  invocation_error_type_.clear();
  log_.begin_tail();
  return running_;
}

void Environment::deliver() {
  thaw();
  if (!share_granted_) {
    sandbox_->limits->grant_share(spec_->memory_mib);
    share_granted_ = true;
  }
  state_ = State::invoking;
  const auto now = machine_.clock().now();
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - SteadyClock::now());
  api_->deliver({.request_id = invocation_.request_id,
                 .deadline_ms = (now + left).time_since_epoch().count(),
                 .function_arn = invocation_.function_arn,
                 .trace_id = invocation_.trace_id,
                 .client_context = invocation_.client_context,
                 .payload = std::move(invocation_.payload)});
  // The function is running; what it prints is read later on this loop, so this still comes first.
  log_.platform_at("INFO", start_line(subject_, invocation_.request_id, invocation_.segment, now));
  arm_deadline();
}

// One timer outlives many short invocations: when it fires early, it is set anew.
void Environment::arm_deadline() {
  if (deadline_armed_) return;
  deadline_armed_ = true;
  deadline_timer_.expires_at(deadline_);
  deadline_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
    const auto self = weak.lock();
    if (!self || self->state_ == State::stopped) return;
    self->deadline_armed_ = false;
    if (self->state_ != State::invoking && self->state_ != State::finishing) return;
    if (SteadyClock::now() < self->deadline_) return self->arm_deadline();
    self->on_deadline();
  });
}

void Environment::on_deadline() {
  drain_pipes();
  log_.platform(timeout_line(invocation_.request_id, spec_->timeout, machine_.clock().now()));
  fail_invocation(timed_out(invocation_.request_id, spec_->timeout));
}

void Environment::fail_invocation(Failure failure) {
  if (!failure.log_line.empty()) log_.platform(failure.log_line);
  if (!running_->answered) {
    running_->outcome.payload = std::move(failure.payload);
    running_->outcome.function_error = true;
  }
  running_->answered = true;
  end_invocation(failure.status, failure.error_type);
}

void Environment::end_invocation(Status status, const std::string& error_type) {
  report_end(status, error_type);
  // Crashed or timed out: the next invocation starts a new process.
  const bool lost = status != Status::success;
  state_ = lost ? State::reset : State::idle;
  if (lost) discard_process();
  wake();
  if (!lost) freeze_soon();
  owner_.environment_is_free(shared_from_this());
}

void Environment::report_end(Status status, const std::string& error_type) {
  const Duration duration = SteadyClock::now() - invocation_started_;
  const auto now = machine_.clock().now();
  drain_pipes();
  measure_memory();
  InvocationReport report{.request_id = invocation_.request_id,
                          .duration = duration,
                          .init_duration = std::exchange(init_duration_, std::nullopt),
                          .billed_limit = spec_->timeout,
                          .max_memory_mib = max_memory_mib(),
                          .status = status,
                          .error_type = error_type,
                          .segment = invocation_.segment};
  if (subject_.format == LogFormat::json) {
    // Here a function's own errors are told as well.
    if (status == Status::success && !invocation_error_type_.empty()) {
      report.status = Status::error;
      report.error_type = invocation_error_type_;
    }
    const bool good = report.status == Status::success;
    log_.platform_at(good ? "DEBUG" : "WARN", runtime_done_line(report, now));
    log_.platform_at(good ? "INFO" : "WARN", report_line(subject_, report, now));
  } else {
    log_.platform(end_line(subject_, invocation_.request_id));
    log_.platform(report_line(subject_, report, now));
  }
  log_.flush();
  if (running_->tail) running_->outcome.log_tail = log_.take_tail();
  running_->over = true;
}

// --- What the runtime says

void Environment::on_next() {
  if (state_ == State::finishing) {
    end_invocation(Status::success, {});
  } else {
    wake();
  }
}

void Environment::on_response(std::string body, std::uint64_t size) {
  if (state_ != State::invoking) return;
  if (size <= max_response_bytes) return answer(std::move(body), false);
  invocation_error_type_ = "Function.ResponseSizeTooLarge";
  answer(response_too_large(size), true);
}

void Environment::answer(std::string payload, bool function_error) {
  state_ = State::finishing;
  running_->outcome.payload = std::move(payload);
  running_->outcome.function_error = function_error;
  running_->answered = true;
  owner_.environment_is_finishing(shared_from_this());
  wake();
}

void Environment::on_error(std::string body, std::string type) {
  if (state_ != State::invoking) return;
  invocation_error_type_ = type.empty() ? "Runtime.Unknown" : std::move(type);
  answer(std::move(body), true);
}

void Environment::on_init_error(std::string body, std::string type) {
  if (state_ != State::initialising) return;
  failure_ = Failure{.payload = std::move(body),
                     .error_type = type.empty() ? "Runtime.Unknown" : std::move(type),
                     .status = Status::error,
                     .log_line = {}};
  wake();
}

// --- Between invocations

void Environment::freeze_soon() {
  idle_since_ = SteadyClock::now();
  arm_freeze();
}

void Environment::arm_freeze() {
  if (freeze_armed_) return;
  freeze_armed_ = true;
  freeze_timer_.expires_at(idle_since_ + freeze_delay);
  freeze_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
    const auto self = weak.lock();
    if (!self) return;
    self->freeze_armed_ = false;
    if (self->state_ != State::idle || self->frozen_) return;
    if (SteadyClock::now() < self->idle_since_ + freeze_delay) return self->arm_freeze();
    self->frozen_ = true;
    self->sandbox_->limits->freeze();
    self->arm_spin_down();
  });
}

void Environment::arm_spin_down() {
  freeze_timer_.expires_at(idle_since_ + owner_.keep_alive());
  freeze_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (self && !error && self->frozen_) self->owner_.environment_is_unused(self);
  });
}

void Environment::thaw() {
  if (!std::exchange(frozen_, false)) return;
  freeze_timer_.cancel();
  sandbox_->limits->thaw();
}

// A function of one process takes what that process has resident, its program included. One that
// has or had children takes what its sandbox is charged with, without files' pages.
void Environment::measure_memory() {
  if (!sandbox_) return;
  const Sandbox& limits = *sandbox_->limits;
  const ProcessStatus status = read_status(status_file_.get()).value_or(ProcessStatus{});
  peak_bytes_ = std::max(peak_bytes_, status.peak_resident_bytes);
  if (process_ended_ && limits.ran_out_of_memory()) peak_bytes_ = spec_->memory_mib << 20;
  const std::int64_t watermark = limits.memory_watermark();
  if (watermark == std::exchange(memory_watermark_, watermark)) return;
  had_children_ = had_children_ || limits.has_others(status.threads) ||
                  (!process_ended_ && spawner::has_ended_children(process_));
  if (had_children_) peak_bytes_ = std::max(peak_bytes_, limits.peak_memory());
}

std::int64_t Environment::max_memory_mib() const {
  return std::min(mebibytes(peak_bytes_), spec_->memory_mib);
}

void Environment::wake() {
  waiter_.cancel();
  if (running_) running_->waiter.cancel();
}

}  // namespace bellwether::cloud::lambda
