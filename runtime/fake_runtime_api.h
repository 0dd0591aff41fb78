// The Runtime API for tests: invocations to give, answers taken.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "aws/client/test_server.h"

namespace bellwether::testing {

struct Posted {
  std::string path;
  std::string head;
  std::string body;
};

// Gives each event once, then answers 500 to next: the end of serve().
class FakeRuntimeApi {
 public:
  explicit FakeRuntimeApi(std::deque<std::string> events,
                          std::function<std::string(const std::string& path)> answer_to_post = {});

  // AWS_LAMBDA_RUNTIME_API is set while this lives.
  ~FakeRuntimeApi();

  std::vector<Posted> posted() const;
  int connections() const { return server_.connections(); }

 private:
  std::string answer(const std::string& request);

  mutable std::mutex mutex_;
  std::deque<std::string> events_;
  std::function<std::string(const std::string&)> answer_to_post_;
  std::vector<Posted> posted_;
  int given_ = 0;
  aws::testing::TestServer server_;
};

// What is written to the log while this lives.
class CapturedLog {
 public:
  CapturedLog();
  ~CapturedLog();
  std::string text() const;

 private:
  int fd_;
};

}  // namespace bellwether::testing
