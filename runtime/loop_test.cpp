#include <cstdlib>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/client/trace_header.h"
#include "bellwether/runtime.h"
#include "runtime/fake_runtime_api.h"

namespace bellwether {
namespace {

using testing::CapturedLog;
using testing::FakeRuntimeApi;
using ::testing::HasSubstr;
using ::testing::Not;

std::string echo(const std::string& event) {
  return event;
}

TEST(Run, answers_each_event_on_one_connection) {
  const CapturedLog log;
  FakeRuntimeApi api({"1", R"({"a":2})", std::string(3'000'000, ' ') + "3"});
  EXPECT_EQ(run(echo), EXIT_FAILURE);
  const auto posted = api.posted();
  ASSERT_EQ(posted.size(), 3U);
  EXPECT_EQ(posted[0].path, "/2018-06-01/runtime/invocation/id-1/response");
  EXPECT_EQ(posted[0].body, "1");
  EXPECT_THAT(posted[0].head, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_EQ(posted[1].body, R"({"a":2})");
  EXPECT_EQ(posted[2].body.size(), 3'000'001U);
  EXPECT_EQ(api.connections(), 1);
  EXPECT_THAT(log.text(), HasSubstr("answered 500 to next: the test is over"));
}

TEST(Run, gives_the_context_of_the_invocation) {
  const CapturedLog log;
  setenv("AWS_LAMBDA_FUNCTION_NAME", "shed", 1);
  setenv("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST", 1);
  setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128", 1);
  setenv("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/shed", 1);
  setenv("AWS_LAMBDA_LOG_STREAM_NAME", "stream", 1);
  FakeRuntimeApi api({"{}"});
  Context seen;
  std::string trace;
  run([&](const std::string&, const Context& context) -> std::string {
    seen = context;
    trace = std::getenv("_X_AMZN_TRACE_ID");
    return "null";
  });
  EXPECT_EQ(seen.request_id, "id-1");
  EXPECT_EQ(seen.invoked_function_arn, "arn:f");
  EXPECT_EQ(seen.trace_id, "Root=1");
  EXPECT_EQ(seen.client_context, "{}");
  EXPECT_EQ(seen.identity, R"({"a":1})");
  EXPECT_EQ(seen.tenant_id, "t");
  EXPECT_EQ(seen.function_name, "shed");
  EXPECT_EQ(seen.function_version, "$LATEST");
  EXPECT_EQ(seen.memory_limit_mb, 128);
  EXPECT_EQ(seen.log_group, "/aws/lambda/shed");
  EXPECT_EQ(seen.log_stream, "stream");
  EXPECT_GT(seen.remaining_time(), std::chrono::hours(1));
  seen.deadline = std::chrono::system_clock::now() - std::chrono::seconds(1);
  EXPECT_EQ(seen.remaining_time(), std::chrono::milliseconds(0));
  EXPECT_EQ(trace, "Root=1");
  EXPECT_EQ(aws::trace_header(), "Root=1");
}

struct ShedOnFire : std::runtime_error {
  using std::runtime_error::runtime_error;
};

TEST(Run, reports_an_exception_with_its_type_and_stack_and_goes_on) {
  const CapturedLog log;
  FakeRuntimeApi api({"throw", "1"});
  run([](const std::string& event) {
    if (event == "throw") throw ShedOnFire("flames\n\"high\"");
    return event;
  });
  const auto posted = api.posted();
  ASSERT_EQ(posted.size(), 2U);
  EXPECT_EQ(posted[0].path, "/2018-06-01/runtime/invocation/id-1/error");
  EXPECT_THAT(posted[0].head,
              HasSubstr("Lambda-Runtime-Function-Error-Type: bellwether::(anonymous namespace)::"
                        "ShedOnFire\r\n"));
  EXPECT_THAT(posted[0].body,
              HasSubstr(R"("errorType":"bellwether::(anonymous namespace)::ShedOnFire",)"
                        R"("errorMessage":"flames\n\"high\"","stackTrace":["0x)"));
  EXPECT_EQ(posted[1].path, "/2018-06-01/runtime/invocation/id-2/response");
  EXPECT_THAT(log.text(), HasSubstr("\tid-1\tbellwether::(anonymous namespace)::ShedOnFire: "));
}

TEST(Run, reports_what_is_thrown_without_being_an_exception) {
  const CapturedLog log;
  FakeRuntimeApi api({"1"});
  run([](const std::string&) -> std::string { throw 42; });
  ASSERT_EQ(api.posted().size(), 1U);
  EXPECT_THAT(api.posted()[0].body, HasSubstr(R"("errorType":"int")"));
}

TEST(Run, reports_an_unexpected_value) {
  const CapturedLog log;
  FakeRuntimeApi api({"1"});
  run([](const std::string&) -> std::expected<std::string, FunctionError> {
    return std::unexpected(FunctionError("Shed.Full", "no room"));
  });
  ASSERT_EQ(api.posted().size(), 1U);
  EXPECT_EQ(api.posted()[0].body,
            R"({"errorType":"Shed.Full","errorMessage":"no room","stackTrace":[]})");
}

TEST(Run, reports_a_failed_call_to_aws_by_its_code) {
  const CapturedLog log;
  FakeRuntimeApi api({"1"});
  run([](const std::string&) -> aws::Result<std::string> {
    return aws::fail({.code = "ResourceNotFoundException", .message = "no table"});
  });
  EXPECT_THAT(api.posted()[0].body, HasSubstr(R"("errorType":"ResourceNotFoundException")"));
}

TEST(Run, answers_null_for_a_handler_without_an_answer) {
  const CapturedLog log;
  FakeRuntimeApi api({"1"});
  run([](const std::string&) {});
  EXPECT_EQ(api.posted()[0].body, "null");
}

TEST(Run, goes_on_when_the_answer_is_too_large_or_too_late) {
  const CapturedLog log;
  FakeRuntimeApi api({"1", "2", "3"}, [](const std::string& path) {
    if (path.find("id-1") != std::string::npos) return aws::testing::status(413, "too large");
    if (path.find("id-2") != std::string::npos) return aws::testing::status(403, "too late");
    return aws::testing::status(202, "");
  });
  run(echo);
  EXPECT_EQ(api.posted().size(), 3U);
  EXPECT_THAT(log.text(),
              HasSubstr("the Runtime API refused the answer status=413 body=too large"));
  EXPECT_THAT(log.text(), HasSubstr("status=403"));
}

TEST(Run, ends_when_the_api_cannot_recover) {
  const CapturedLog log;
  FakeRuntimeApi api({"1", "2"},
                     [](const std::string&) { return aws::testing::status(500, "broken"); });
  EXPECT_EQ(run(echo), EXIT_FAILURE);
  EXPECT_EQ(api.posted().size(), 1U);
  EXPECT_THAT(log.text(), HasSubstr("answered 500"));
}

TEST(Run, connects_again_when_the_connection_is_lost) {
  const CapturedLog log;
  FakeRuntimeApi api({"1", "2"}, [](const std::string&) {
    return aws::testing::status(202, "", "Connection: close\r\n");
  });
  run(echo);
  EXPECT_EQ(api.posted().size(), 2U);
  EXPECT_EQ(api.connections(), 3);
}

TEST(Run, gives_up_after_bounded_attempts) {
  const CapturedLog log;
  setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1", 1);
  EXPECT_EQ(run(echo), EXIT_FAILURE);
  EXPECT_THAT(log.text(), HasSubstr("the Runtime API at 127.0.0.1:1 is not answering"));
  setenv("AWS_LAMBDA_RUNTIME_API", "somewhere.example:80", 1);
  EXPECT_EQ(run(echo), EXIT_FAILURE);
  EXPECT_THAT(log.text(), HasSubstr("it has to be a numeric address or localhost"));
  unsetenv("AWS_LAMBDA_RUNTIME_API");
  EXPECT_EQ(run(echo), EXIT_FAILURE);
  EXPECT_THAT(log.text(), HasSubstr("AWS_LAMBDA_RUNTIME_API is not set"));
}

struct Counter {
  int count;
  std::string operator()(const std::string&) { return std::to_string(++count); }
};

TEST(RunWith, keeps_the_handlers_state) {
  const CapturedLog log;
  FakeRuntimeApi api({"1", "1"});
  run_with([] { return Counter{40}; });
  EXPECT_EQ(api.posted()[1].body, "42");
}

TEST(RunWith, reports_an_exception_of_init) {
  const CapturedLog log;
  FakeRuntimeApi api({"1"});
  EXPECT_EQ(run_with([]() -> Counter { throw std::logic_error("no wool"); }), EXIT_FAILURE);
  ASSERT_EQ(api.posted().size(), 1U);
  EXPECT_EQ(api.posted()[0].path, "/2018-06-01/runtime/init/error");
  EXPECT_THAT(api.posted()[0].head,
              HasSubstr("Lambda-Runtime-Function-Error-Type: std::logic_error\r\n"));
  EXPECT_THAT(api.posted()[0].body, HasSubstr(R"("errorMessage":"no wool")"));
}

TEST(RunWith, reports_an_unexpected_value_of_init) {
  const CapturedLog log;
  FakeRuntimeApi api({"1"});
  EXPECT_EQ(run_with([]() -> aws::Result<Counter> {
              return aws::fail({.code = "NoRegionError", .message = "where?"});
            }),
            EXIT_FAILURE);
  EXPECT_THAT(api.posted()[0].body, HasSubstr(R"("errorType":"NoRegionError")"));
  EXPECT_THAT(log.text(), Not(HasSubstr("refused")));
}

}  // namespace
}  // namespace bellwether
