#include "runtime/fake_runtime_api.h"

#include <cstdlib>

#include <sys/mman.h>
#include <unistd.h>

#include "runtime/log_sink.h"

namespace bellwether::testing {

FakeRuntimeApi::FakeRuntimeApi(std::deque<std::string> events,
                               std::function<std::string(const std::string&)> answer_to_post)
    : events_(std::move(events)),
      answer_to_post_(std::move(answer_to_post)),
      server_([this](const std::string& request) { return answer(request); }) {
  setenv("AWS_LAMBDA_RUNTIME_API", ("127.0.0.1:" + std::to_string(server_.port())).c_str(), 1);
}

FakeRuntimeApi::~FakeRuntimeApi() {
  unsetenv("AWS_LAMBDA_RUNTIME_API");
}

std::vector<Posted> FakeRuntimeApi::posted() const {
  const std::lock_guard lock(mutex_);
  return posted_;
}

std::string FakeRuntimeApi::answer(const std::string& request) {
  const std::lock_guard lock(mutex_);
  const std::size_t path_at = request.find(' ') + 1;
  const std::string path = request.substr(path_at, request.find(' ', path_at) - path_at);
  if (path == "/2018-06-01/runtime/invocation/next") {
    if (events_.empty()) return aws::testing::status(500, "the test is over");
    const std::string event = std::move(events_.front());
    events_.pop_front();
    const std::string id = "id-" + std::to_string(++given_);
    return aws::testing::ok(event, "Lambda-Runtime-Aws-Request-Id: " + id +
                                       "\r\n"
                                       "lambda-runtime-deadline-ms: 4102444800000\r\n"
                                       "Lambda-Runtime-Invoked-Function-Arn: arn:f\r\n"
                                       "Lambda-Runtime-Trace-Id: Root=1\r\n"
                                       "Lambda-Runtime-Client-Context: {}\r\n"
                                       "Lambda-Runtime-Cognito-Identity: {\"a\":1}\r\n"
                                       "Lambda-Runtime-Aws-Tenant-Id: t\r\n");
  }
  const std::size_t end = request.find("\r\n\r\n");
  posted_.push_back({path, request.substr(0, end + 2), request.substr(end + 4)});
  return answer_to_post_ ? answer_to_post_(path) : aws::testing::status(202, "{}");
}

CapturedLog::CapturedLog() : fd_(memfd_create("log", MFD_CLOEXEC)) {
  log::set_descriptor(fd_);
}

CapturedLog::~CapturedLog() {
  log::set_descriptor(STDOUT_FILENO);
  close(fd_);
}

std::string CapturedLog::text() const {
  std::string text(static_cast<std::size_t>(lseek(fd_, 0, SEEK_CUR)), '\0');
  if (pread(fd_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) text.clear();
  return text;
}

}  // namespace bellwether::testing
