// How an environment gets its process: sandbox, launch, initialisation, and what becomes of them.
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cloud/core/worker.h"
#include "cloud/lambda/environments/environment.h"
#include "cloud/lambda/environments/failure.h"
#include "cloud/lambda/environments/process_tree.h"
#include "cloud/lambda/environments/variables.h"
#include "cloud/lambda/spawner/socket.h"

namespace bellwether::cloud::lambda {
namespace {

using namespace std::chrono_literals;

// What a process sent before it ended has arrived by then.
constexpr auto end_delay = 1ms;
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
constexpr auto init_time_limit = 10s;
constexpr std::size_t pipe_read_bytes = std::size_t{16} * 1024;
// Reads in a row, so that a function that prints without end does not keep the loop: as much as a
// pipe holds; and, where something ends, room for what comes meanwhile.
constexpr int read_rounds = 4;
constexpr int last_read_rounds = 16;
// The log looks again for room after this.
constexpr auto full_delay = 5ms;

constexpr std::string_view default_account = "000000000000";

bool make_pipe(Descriptor& reader, Descriptor& writer) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  reader = Descriptor(ends[0]);
  writer = Descriptor(ends[1]);
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  // So that the function, another user, may also open it anew as /dev/stderr.
  ::fchmod(ends[1], 0622);
  return true;
}

std::string upper_case(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// What a worker thread gets ready.
struct Prepared {
  aws::Result<PreparedSandbox> sandbox;
  aws::Result<RuntimeCommand> command;
};

}  // namespace

// --- Initialising

Task<aws::Result<bool>> Environment::initialise(Phase phase) {
  state_ = State::initialising;
  failure_.reset();
  process_ended_ = false;
  wait_status_.reset();
  exec_error_ = 0;
  sandbox_error_.clear();
  peak_bytes_ = memory_watermark_ = 0;
  had_children_ = false;
  auto prepared = co_await on_worker([this] {
    Prepared made{machine_.take_sandbox(), RuntimeCommand{}};
    if (made.sandbox) made.sandbox->limits->limit_memory(spec_->memory_mib);
    if (temporary_folder_.empty()) temporary_folder_ = machine_.make_temporary_folder();
    made.command = machine_.runtimes().command(*spec_, machine_.isolated());
    return made;
  });
  if (prepared.sandbox) sandbox_ = std::move(*prepared.sandbox);
  if (state_ == State::stopped) {
    discard_process();
    co_return false;
  }
  if (!prepared.sandbox || !prepared.command) {
    state_ = State::reset;
    const aws::Error error = prepared.sandbox ? prepared.command.error() : prepared.sandbox.error();
    discard_process();
    co_return aws::fail(error);
  }
  log_.platform_untailed_at("INFO", init_start_line(subject_, phase, machine_.clock().now()));
  for (const std::string& warning : prepared.command->warnings) {
    log_.platform_untailed_at("WARN", warning_line(subject_, warning, machine_.clock().now()));
  }
  init_started_ = SteadyClock::now();
  // Within an invocation the function's timeout covers both.
  const SteadyTime deadline = phase == Phase::init ? init_started_ + init_time_limit : deadline_;
  const std::string unsent = launch(*prepared.command);
  if (!unsent.empty()) sandbox_error_ = unsent;
  const bool in_time = co_await wait(waiter_, deadline, [this] {
    return state_ == State::stopped || api_->waiting() || failure_ || process_ended_ ||
           exec_error_ != 0 || !sandbox_error_.empty();
  });
  if (state_ == State::stopped) co_return false;
  const SteadyTime init_ended = SteadyClock::now();
  // The runtime's first request may have overtaken the note of when it started.
  if (notes_) take_notes();
  const Duration duration = init_ended - init_started_;
  drain_pipes();
  measure_memory();
  if (in_time && api_->waiting()) {
    if (phase == Phase::init) init_duration_ = duration;
    report_init(
        {.duration = duration, .phase = phase, .status = Status::success, .error_type = {}});
    state_ = State::idle;
    freeze_soon();
    co_return true;
  }
  if (!failure_) failure_ = in_time ? ended() : timed_out(invocation_.request_id, spec_->timeout);
  if (!in_time && phase == Phase::invoke) {
    log_.platform(timeout_line(invocation_.request_id, spec_->timeout, machine_.clock().now()));
  }
  report_init({.duration = duration,
               .phase = phase,
               .status = failure_->status,
               .error_type = failure_->status == Status::timeout ? "" : failure_->error_type});
  log_.flush();
  state_ = State::reset;
  discard_process();
  co_return false;
}

void Environment::report_init(const InitReport& report) {
  const bool good = report.status == Status::success;
  const auto now = machine_.clock().now();
  if (subject_.format == LogFormat::json) {
    log_.platform_untailed_at(good ? "DEBUG" : "WARN", init_runtime_done_line(report, now));
  }
  // In text a good initialisation is told by its first invocation's REPORT only.
  if (good && subject_.format == LogFormat::text) return;
  log_.platform_untailed_at(good ? "DEBUG" : "WARN", init_report_line(subject_, report, now));
}

std::string Environment::launch(const RuntimeCommand& command) {
  const bool isolated = machine_.isolated();
  VariableSources sources;
  sources.runtime_api_port = api_->port();
  sources.log_stream = log_.stream();
  sources.endpoint_url = machine_.options().endpoint_url;
  set_credentials(sources);
  sources.isolated = isolated;
  sources.task_root = isolated ? "/var/task" : spec_->code.string();
  sources.runtime_folder = isolated ? "/var/runtime" : machine_.runtimes().folder().string();
  sources.temporary_folder = temporary_folder_.string();

  spawner::Launch launch;
  launch.mounts = command.mounts;
  launch.mounts.push_back({spec_->code.string(), "/var/task"});
  launch.mounts.push_back({temporary_folder_.string(), "/tmp", true});
  launch.working_folder = sources.task_root;
  launch.arguments = command.arguments;
  launch.environment = function_variables(*spec_, sources);
  launch.file_size_limit = static_cast<std::uint64_t>(spec_->ephemeral_storage_mib) << 20;
  Descriptor output_reader;
  Descriptor output_writer;
  Descriptor frame_reader;
  Descriptor frame_writer;
  if (!make_pipe(output_reader, output_writer)) return "pipe";
  std::vector<int> descriptors{output_writer.get()};
  if (command.framed_log) {
    if (!make_pipe(frame_reader, frame_writer)) return "pipe";
    descriptors.push_back(frame_writer.get());
    // The second pipe takes the number after standard error's.
    launch.environment.emplace_back("_LAMBDA_TELEMETRY_LOG_FD=3");
  }
  const std::string message = spawner::encode(launch);
  if (message.size() > spawner::max_message_bytes ||
      !spawner::send_message(sandbox_->socket.get(), message, descriptors)) {
    return "send the launch";
  }
  ::fcntl(sandbox_->socket.get(), F_SETFL, O_NONBLOCK);
  notes_ = std::make_shared<Pipe>(executor_, ::dup(sandbox_->socket.get()));
  watch_process();
  log_.begin_process();
  output_ = std::make_shared<Pipe>(executor_, output_reader.release());
  read_pipe(output_, false);
  if (command.framed_log) {
    framed_output_ = std::make_shared<Pipe>(executor_, frame_reader.release());
    read_pipe(framed_output_, true);
  }
  return {};
}

void Environment::set_credentials(VariableSources& sources) {
  const MachineOptions& given = machine_.options();
  if (!given.access_key_id.empty()) {
    sources.access_key_id = given.access_key_id;
    sources.secret_access_key = given.secret_access_key;
    return;
  }
  Random& random = machine_.random();
  // Twelve digits name an account to the cloud; any other key is the default one's.
  sources.access_key_id = spec_->scope.account == default_account
                              ? "ASIA" + upper_case(random.base36(16))
                              : spec_->scope.account;
  sources.secret_access_key = random.hex(40);
  sources.session_token = random.hex(64);
}

// --- The process

void Environment::watch_process() {
  notes_->async_wait(Pipe::wait_read, [weak = weak_from_this(), generation = generation_](
                                          const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!self || error || self->generation_ != generation) return;
    self->read_notes();
  });
}

// Takes what the sandbox has told so far; false when it can tell no more.
bool Environment::take_notes() {
  std::array<char, 512> bytes{};
  for (;;) {
    const spawner::Received note = spawner::receive_message(notes_->native_handle(), bytes);
    if (note.size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
    if (note.size <= 0) return false;
    on_note(static_cast<spawner::Note>(bytes[0]),
            std::string_view(bytes.data() + 1, static_cast<std::size_t>(note.size - 1)),
            note.sender);
  }
}

void Environment::read_notes() {
  if (take_notes()) return watch_process();
  // The function may have said its last words just before.
  end_timer_.expires_after(end_delay);
  end_timer_.async_wait(
      [weak = weak_from_this(), generation = generation_](const boost::system::error_code&) {
        const auto self = weak.lock();
        if (self && self->generation_ == generation) self->on_process_end();
      });
}

void Environment::on_note(spawner::Note note, std::string_view rest, pid_t sender) {
  int number = 0;
  if (rest.size() == sizeof number) std::memcpy(&number, rest.data(), sizeof number);
  switch (note) {
    case spawner::Note::ready:
      break;
    case spawner::Note::started:
      if (std::int64_t at = 0; rest.size() == sizeof at) {
        std::memcpy(&at, rest.data(), sizeof at);
        init_started_ = SteadyTime(std::chrono::nanoseconds(at));
      }
      process_ = sender;
      status_file_ = Descriptor(open_status(sender));
      sandbox_->limits->started(sender);
      break;
    case spawner::Note::exec_failed:
      exec_error_ = number;
      break;
    case spawner::Note::failed:
      sandbox_error_ = rest;
      break;
    case spawner::Note::exited:
      if (spawner::Ended ended; rest.size() == sizeof ended) {
        std::memcpy(&ended, rest.data(), sizeof ended);
        on_exit(ended);
      }
      break;
  }
}

void Environment::on_exit(const spawner::Ended& ended) {
  wait_status_ = ended.wait_status;
  had_children_ = had_children_ || ended.had_children;
  peak_bytes_ = std::max(peak_bytes_, ended.peak_resident_bytes);
}

void Environment::on_process_end() {
  process_ended_ = true;
  drain_pipes();
  switch (state_) {
    case State::invoking:
    case State::finishing:
      fail_invocation(ended());
      break;
    case State::idle:
      state_ = State::reset;
      discard_process();
      break;
    default:
      break;
  }
  wake();
}

Failure Environment::ended() const {
  const bool out_of_memory = sandbox_ && sandbox_->limits->ran_out_of_memory();
  return process_failure({.request_id = invocation_.request_id,
                          .wait_status = wait_status_,
                          .exec_error = exec_error_,
                          .architecture = spec_->architecture,
                          .sandbox_error = sandbox_error_,
                          .out_of_memory = out_of_memory,
                          .has_bootstrap = std::filesystem::exists(spec_->code / "bootstrap")});
}

void Environment::discard_process() {
  ++generation_;
  const auto close = [](std::shared_ptr<Pipe>& pipe) {
    boost::system::error_code ignored;
    if (pipe) static_cast<void>(pipe->close(ignored));
    pipe.reset();
  };
  close(notes_);
  close(output_);
  close(framed_output_);
  status_file_ = Descriptor();
  frozen_ = false;
  share_granted_ = false;
  if (api_ && state_ != State::stopped) api_->reset();
  std::filesystem::path folder;
  if (state_ == State::stopped) folder = std::exchange(temporary_folder_, {});
  if (sandbox_ || !folder.empty()) {
    machine_.retire(sandbox_ ? std::move(*sandbox_) : PreparedSandbox{}, std::move(folder));
  }
  sandbox_.reset();
}

void Environment::read_pipe(const std::shared_ptr<Pipe>& pipe, bool framed) {
  pipe->async_wait(Pipe::wait_read,
                   [weak = weak_from_this(), pipe, framed](const boost::system::error_code& error) {
                     const auto self = weak.lock();
                     if (!self || error || !pipe->is_open()) return;
                     const bool more = self->drain(pipe, framed, read_rounds);
                     self->log_.flush();
                     if (more) self->read_on(pipe, framed);
                   });
}

// Meanwhile the pipe fills, and the function waits in its print, as it would on AWS.
void Environment::read_on(const std::shared_ptr<Pipe>& pipe, bool framed) {
  if (machine_.log_sink().has_room()) return read_pipe(pipe, framed);
  auto pause = std::make_shared<Timer>(executor_, full_delay);
  pause->async_wait([weak = weak_from_this(), pipe, framed, pause](const auto&) {
    const auto self = weak.lock();
    if (self && pipe->is_open()) self->read_on(pipe, framed);
  });
}

// Takes what the pipe has; false at its end.
bool Environment::drain(const std::shared_ptr<Pipe>& pipe, bool framed, int rounds) {
  std::array<char, pipe_read_bytes> bytes;
  for (int round = 0; round < rounds; ++round) {
    // The pipe does not block. NOLINTNEXTLINE(clang-analyzer-unix.BlockInCriticalSection)
    const ssize_t size = ::read(pipe->native_handle(), bytes.data(), bytes.size());
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    if (size == 0) return false;
    const std::string_view part(bytes.data(), static_cast<std::size_t>(size));
    if (framed) {
      log_.frames(part);
      continue;
    }
    // What it points to was written before it.
    if (framed_output_) drain(framed_output_, true, last_read_rounds);
    log_.output(part);
  }
  return true;
}

void Environment::drain_pipes() {
  if (output_) drain(output_, false, last_read_rounds);
  if (framed_output_) drain(framed_output_, true, last_read_rounds);
}

}  // namespace bellwether::cloud::lambda
