#include "cloud/lambda/environments/failure.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include "aws/json/writer.h"
#include "cloud/lambda/environments/runtime.h"
#include "cloud/lambda/environments/runtime_api.h"
#include "cloud/lambda/error_body.h"

namespace bellwether::cloud::lambda {
namespace {

std::string signal_name(int number) {
  switch (number) {
    case SIGABRT:
      return "aborted";
    case SIGBUS:
      return "bus error";
    case SIGFPE:
      return "floating point exception";
    case SIGHUP:
      return "hangup";
    case SIGILL:
      return "illegal instruction";
    case SIGINT:
      return "interrupt";
    case SIGKILL:
      return "killed";
    case SIGPIPE:
      return "broken pipe";
    case SIGQUIT:
      return "quit";
    case SIGSEGV:
      return "segmentation fault";
    case SIGTERM:
      return "terminated";
    case SIGTRAP:
      return "trace/breakpoint trap";
    case SIGXFSZ:
      return "file size limit exceeded";
    default:
      return "signal " + std::to_string(number);
  }
}

std::string exec_reason(int error, std::string_view architecture) {
  // On AWS it would have run.
  if (error == ENOEXEC && architecture != machine_architecture()) {
    return fmt::format("the function is for {}, and its code cannot run on this machine's {}",
                       architecture, machine_architecture());
  }
  switch (error) {
    case EACCES:
      return "permission denied";
    case ENOENT:
      return "no such file or directory";
    case ENOEXEC:
      return "exec format error";
    default:
      return std::strerror(error);
  }
}

Failure failure(std::string_view request_id, std::string_view message, const std::string& type) {
  const std::string text = fmt::format("RequestId: {} Error: {}", request_id, message);
  return {.payload = fmt::format(R"({{"errorType":{},"errorMessage":{}}})", aws::json::quote(type),
                                 aws::json::quote(text)),
          .error_type = type,
          .status = Status::error,
          .log_line = text + "\n" + type};
}

}  // namespace

std::string describe_wait_status(int wait_status) {
  if (WIFSIGNALED(wait_status)) return "signal: " + signal_name(WTERMSIG(wait_status));
  return fmt::format("exit status {}", WEXITSTATUS(wait_status));
}

Failure process_failure(const ProcessEnd& end) {
  if (!end.sandbox_error.empty()) {
    return failure(end.request_id, end.sandbox_error, "Sandbox.Failure");
  }
  if (end.exec_error == ENOENT && !end.has_bootstrap) {
    return failure(end.request_id,
                   "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
                   "Runtime.InvalidEntrypoint");
  }
  if (end.exec_error != 0) {
    return failure(
        end.request_id,
        "fork/exec /var/task/bootstrap: " + exec_reason(end.exec_error, end.architecture),
        "Runtime.InvalidEntrypoint");
  }
  if (end.out_of_memory) {
    return failure(end.request_id, "Runtime exited with error: signal: killed",
                   "Runtime.OutOfMemory");
  }
  if (!end.wait_status) {
    return failure(end.request_id, "Runtime exited with error: signal: killed",
                   "Runtime.ExitError");
  }
  if (WIFEXITED(*end.wait_status) && WEXITSTATUS(*end.wait_status) == 0) {
    return failure(end.request_id, "Runtime exited without providing a reason",
                   "Runtime.ExitError");
  }
  return failure(end.request_id,
                 "Runtime exited with error: " + describe_wait_status(*end.wait_status),
                 "Runtime.ExitError");
}

Failure timed_out(std::string_view request_id, std::chrono::seconds timeout) {
  Failure told = failure(
      request_id,
      fmt::format("Task timed out after {:.2f} seconds", static_cast<double>(timeout.count())),
      "Sandbox.Timedout");
  told.status = Status::timeout;
  // REPORT says it by its status alone, and the log has its own line for it.
  told.error_type.clear();
  told.log_line.clear();
  return told;
}

std::string response_too_large(std::uint64_t bytes) {
  return error_body(fmt::format("Response payload size ({} bytes) exceeded maximum allowed payload "
                                "size ({} bytes).",
                                bytes, max_response_bytes),
                    "Function.ResponseSizeTooLarge");
}

}  // namespace bellwether::cloud::lambda
