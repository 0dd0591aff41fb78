#include "cloud/lambda/environments/pool.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/core/worker.h"
#include "cloud/lambda/environments/runtime.h"

namespace bellwether::cloud::lambda {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Lines final : public logs::LogSink {
 public:
  void append(const Scope&, std::string_view group, std::string_view stream,
              std::vector<logs::LogLine> lines) override {
    const std::lock_guard lock(mutex_);
    group_ = group;
    streams_.insert(std::string(stream));
    for (logs::LogLine& line : lines) lines_.push_back(std::move(line.message));
  }

  std::vector<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, {});
  }
  std::size_t streams() {
    const std::lock_guard lock(mutex_);
    return streams_.size();
  }
  std::string group() {
    const std::lock_guard lock(mutex_);
    return group_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
  std::set<std::string> streams_;
  std::string group_;
};

// One loop on a thread of its own, as a core of the server has it.
class Environments : public ::testing::Test {
 protected:
  Environments() {
    char name[] = "/tmp/bellwether-pool-test-XXXXXX";
    folder_ = ::mkdtemp(name);
    fs::permissions(folder_, fs::perms(0755));
    fs::create_directories(folder_ / "code");
    fs::copy_file(TEST_FUNCTION, folder_ / "code" / "bootstrap");
    machine_.emplace(MachineOptions{.folder = folder_ / "lambda",
                                    .python_packages = {},
                                    .endpoint_url = "http://127.0.0.1:4566"},
                     lines_, clock_, random_);
    make_pool({});
    thread_ = std::thread([this] { loop_.run(); });
  }

  ~Environments() override {
    pool_->stop();
    // What stopping posted to the loop runs before its end.
    std::promise<void> done;
    asio::post(loop_, [&] { done.set_value(); });
    done.get_future().wait();
    guard_.reset();
    loop_.stop();
    thread_.join();
    pool_.reset();
    machine_.reset();
    fs::remove_all(folder_);
  }

  void make_pool(PoolOptions options) { pool_.emplace(*machine_, options); }

  std::shared_ptr<FunctionSpec> spec() {
    auto made = std::make_shared<FunctionSpec>();
    made->name = "tested";
    made->arn = "arn:aws:lambda:us-east-1:000000000000:function:tested";
    made->runtime = "provided.al2023";
    made->handler = "bootstrap";
    made->architecture = machine_architecture();
    made->code = folder_ / "code";
    made->log_group = "/aws/lambda/tested";
    made->runtime_version_arn = "arn:aws:lambda:us-east-1::runtime:0123";
    return made;
  }

  std::future<aws::Result<Outcome>> begin(const std::shared_ptr<const FunctionSpec>& function,
                                          const std::string& event, bool tail = true) {
    return asio::co_spawn(loop_,
                          pool_->invoke(function, {.request_id = random_.uuid(),
                                                   .payload = event,
                                                   .function_arn = function->arn,
                                                   .trace_id = "Root=1-2-3",
                                                   .client_context = {},
                                                   .tail = tail}),
                          asio::use_future);
  }

  Outcome invoke(const std::shared_ptr<const FunctionSpec>& function, const std::string& event) {
    auto result = begin(function, event).get();
    EXPECT_TRUE(result) << result.error().message;
    return result.value_or(Outcome{});
  }

  fs::path folder_;
  SystemClock clock_;
  SystemRandom random_;
  Lines lines_;
  asio::io_context loop_{1};
  asio::executor_work_guard<Executor> guard_{loop_.get_executor()};
  std::optional<Machine> machine_;
  std::optional<Pool> pool_;
  std::thread thread_;
};

TEST_F(Environments, Answer_and_report_like_Lambda) {
  const auto function = spec();
  const Outcome cold = invoke(function, "print hello");
  EXPECT_FALSE(cold.function_error) << cold.payload;
  EXPECT_EQ(cold.payload, "print hello");
  EXPECT_THAT(cold.log_tail,
              ContainsRegex("START RequestId: [-0-9a-f]+ Version: \\$LATEST\nhello\n"
                            "END RequestId: [-0-9a-f]+\n"
                            "REPORT RequestId: [-0-9a-f]+\tDuration: [0-9.]+ ms\t"
                            "Billed Duration: [0-9]+ ms\tMemory Size: 128 MB\t"
                            "Max Memory Used: [0-9]+ MB\tInit Duration: [0-9.]+ ms\t\n"));
  const Outcome warm = invoke(function, "count");
  EXPECT_EQ(warm.payload, "2");
  EXPECT_THAT(warm.log_tail, Not(HasSubstr("Init Duration")));
  const auto lines = lines_.take();
  ASSERT_EQ(lines.size(), 8U);
  EXPECT_THAT(lines[0], StartsWith("INIT_START Runtime Version: provided:al2023.v1\t"));
  EXPECT_EQ(lines_.group(), "/aws/lambda/tested");
}

TEST_F(Environments, Run_many_at_once_and_reuse_what_is_free) {
  const auto function = spec();
  std::vector<std::future<aws::Result<Outcome>>> running;
  for (int i = 0; i < 10; ++i) running.push_back(begin(function, "sleep 100"));
  for (auto& one : running) EXPECT_FALSE(one.get()->function_error);
  const std::size_t streams = lines_.streams();
  EXPECT_GE(streams, 4U);
  EXPECT_LE(streams, 10U);
  for (int i = 0; i < 20; ++i) invoke(function, "echo");
  EXPECT_EQ(lines_.streams(), streams);
}

TEST_F(Environments, Back_to_back_invocations_stay_in_one_environment) {
  const auto function = spec();
  for (int i = 1; i <= 200; ++i) {
    const auto result = begin(function, "count", false).get();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->payload, std::to_string(i));
  }
  EXPECT_EQ(lines_.streams(), 1U);
}

TEST_F(Environments, End_a_function_at_its_timeout_and_start_it_anew) {
  auto function = spec();
  function->timeout = 1s;
  const Outcome late = invoke(function, "sleep 30000");
  EXPECT_TRUE(late.function_error);
  EXPECT_THAT(late.payload, AllOf(HasSubstr(R"("errorType":"Sandbox.Timedout")"),
                                  HasSubstr("Error: Task timed out after 1.00 seconds")));
  EXPECT_THAT(late.log_tail, ContainsRegex("Z [-0-9a-f]+ Task timed out after 1.00 seconds\n"));
  EXPECT_THAT(late.log_tail,
              ContainsRegex("\tBilled Duration: 10[0-9][0-9] ms\t.*\tStatus: timeout\n"));
  const Outcome next = invoke(function, "count");
  EXPECT_EQ(next.payload, "1");
  EXPECT_THAT(next.log_tail, Not(HasSubstr("Init Duration")));
  EXPECT_EQ(lines_.streams(), 1U);
}

TEST_F(Environments, Tell_how_a_process_ended) {
  const auto function = spec();
  const Outcome left = invoke(function, "exit 7");
  EXPECT_TRUE(left.function_error);
  EXPECT_THAT(left.payload, AllOf(HasSubstr(R"("errorType":"Runtime.ExitError")"),
                                  HasSubstr("Error: Runtime exited with error: exit status 7")));
  EXPECT_THAT(left.log_tail, HasSubstr("\tStatus: error\tError Type: Runtime.ExitError\n"));
  EXPECT_THAT(invoke(function, "exit 0").payload,
              HasSubstr("Runtime exited without providing a reason"));
  EXPECT_THAT(invoke(function, "abort").payload, HasSubstr("signal: aborted"));
  EXPECT_EQ(invoke(function, "echo").payload, "echo");
}

TEST_F(Environments, Kill_what_takes_more_than_its_memory) {
  const auto function = spec();
  EXPECT_EQ(invoke(function, "allocate 60").payload, "allocate 60");
  const Outcome hog = invoke(function, "allocate 400");
  EXPECT_TRUE(hog.function_error);
  EXPECT_THAT(hog.payload, AllOf(HasSubstr(R"("errorType":"Runtime.OutOfMemory")"),
                                 HasSubstr("Runtime exited with error: signal: killed")));
  EXPECT_THAT(hog.log_tail, AllOf(HasSubstr("Max Memory Used: 128 MB"),
                                  HasSubstr("Status: error\tError Type: Runtime.OutOfMemory")));
  EXPECT_EQ(invoke(function, "echo").payload, "echo");
}

TEST_F(Environments, Report_the_memory_that_was_used) {
  auto function = spec();
  function->memory_mib = 512;
  const Outcome outcome = invoke(function, "allocate 100");
  EXPECT_THAT(outcome.log_tail, ContainsRegex("Max Memory Used: 10[0-9] MB"));
}

TEST_F(Environments, Hand_out_the_share_of_a_core) {
  const auto function = spec();
  invoke(function, "echo");
  // 40 ms of CPU at 128/1769 of a core take 553 ms.
  const double small = std::stod(invoke(function, "burn 40").payload);
  EXPECT_GT(small, 400);
  auto whole = spec();
  whole->memory_mib = 1769;
  invoke(whole, "echo");
  const double large = std::stod(invoke(whole, "burn 40").payload);
  EXPECT_LT(large, small / 2);
}

TEST_F(Environments, Freeze_between_invocations) {
  auto function = spec();
  function->variables["BEHAVIOUR"] = "tick";
  invoke(function, "echo");
  std::this_thread::sleep_for(20ms);
  const long before = std::stol(invoke(function, "ticks").payload);
  std::this_thread::sleep_for(500ms);
  const long after = std::stol(invoke(function, "ticks").payload);
  EXPECT_LT(after - before, 100);
  EXPECT_GT(std::stol(invoke(function, "sleep 50").payload.substr(6)), 0);
  EXPECT_GT(std::stol(invoke(function, "ticks").payload), after + 10);
}

TEST_F(Environments, Initialise_again_within_the_invocation_and_tell_why_it_failed) {
  auto function = spec();
  function->variables["BEHAVIOUR"] = "init_error";
  const Outcome refused = invoke(function, "echo");
  EXPECT_TRUE(refused.function_error);
  EXPECT_EQ(refused.payload, R"({"errorMessage":"no luck","errorType":"Init.NoLuck"})");
  const auto lines = lines_.take();
  ASSERT_EQ(lines.size(), 7U) << ::testing::PrintToString(lines);
  EXPECT_THAT(lines[1], ContainsRegex("^INIT_REPORT Init Duration: [0-9.]+ ms\tPhase: init\t"
                                      "Status: error\tError Type: Init.NoLuck\n$"));
  EXPECT_THAT(lines[3], HasSubstr("\tPhase: invoke\t"));
  EXPECT_THAT(lines[4], StartsWith("START "));
  EXPECT_THAT(lines[6], HasSubstr("\tStatus: error\tError Type: Init.NoLuck"));

  auto quitter = spec();
  quitter->variables["BEHAVIOUR"] = "init_exit";
  EXPECT_THAT(invoke(quitter, "echo").payload,
              AllOf(HasSubstr("Runtime.ExitError"), HasSubstr("exit status 3")));
}

TEST_F(Environments, Name_what_is_wrong_with_the_entry_point) {
  fs::remove(folder_ / "code" / "bootstrap");
  EXPECT_THAT(invoke(spec(), "echo").payload,
              AllOf(HasSubstr("Runtime.InvalidEntrypoint"),
                    HasSubstr("Couldn't find valid bootstrap(s): [/var/task/bootstrap")));
}

std::string other_architecture() {
  return machine_architecture() == "arm64" ? "x86_64" : "arm64";
}

TEST_F(Environments, Say_that_a_function_is_not_for_this_machine) {
  auto function = spec();
  function->architecture = other_architecture();
  EXPECT_FALSE(invoke(function, "echo").function_error);
  const auto lines = lines_.take();
  ASSERT_GT(lines.size(), 2U);
  EXPECT_THAT(lines[0], StartsWith("INIT_START "));
  EXPECT_THAT(lines[1], HasSubstr("\tLAMBDA_WARNING: The function is for " + other_architecture() +
                                  "; it runs on this machine's "));
  EXPECT_FALSE(invoke(spec(), "echo").function_error);
  for (const std::string& line : lines_.take()) EXPECT_THAT(line, Not(HasSubstr("LAMBDA_WARNING")));
}

TEST_F(Environments, Say_why_code_for_another_machine_cannot_run) {
  {
    // e_machine of ELF's header: AArch64 or x86-64, whichever this machine is not.
    std::fstream code(folder_ / "code" / "bootstrap", std::ios::in | std::ios::out);
    code.seekp(18);
    code.put(other_architecture() == "arm64" ? '\xB7' : '\x3E');
  }
  auto function = spec();
  function->architecture = other_architecture();
  EXPECT_THAT(invoke(function, "echo").payload,
              AllOf(HasSubstr("Runtime.InvalidEntrypoint"),
                    HasSubstr("fork/exec /var/task/bootstrap: the function is for " +
                              other_architecture() + ", and its code cannot run on this machine")));
  EXPECT_THAT(invoke(spec(), "echo").payload,
              HasSubstr("fork/exec /var/task/bootstrap: exec format error"));
}

TEST_F(Environments, Cover_initialisation_and_invocation_by_one_timeout) {
  auto function = spec();
  function->timeout = 1s;
  function->variables["BEHAVIOUR"] = "init_exit";
  const Outcome outcome = invoke(function, "echo");
  EXPECT_THAT(outcome.payload, HasSubstr("Runtime.ExitError"));
}

TEST_F(Environments, Refuse_a_response_that_is_too_large) {
  auto function = spec();
  function->memory_mib = 512;
  EXPECT_EQ(invoke(function, "large 6291456").payload.size(), 6291456U);
  const Outcome outcome = invoke(function, "large 6291557");
  EXPECT_TRUE(outcome.function_error);
  EXPECT_EQ(outcome.payload,
            R"({"errorMessage":"Response payload size (6291557 bytes) exceeded maximum allowed )"
            R"(payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"})");
  EXPECT_THAT(outcome.log_tail, HasSubstr("told 413\n"));
}

TEST_F(Environments, Pass_errors_chunks_and_deadlines) {
  const auto function = spec();
  const Outcome error = invoke(function, "error");
  EXPECT_TRUE(error.function_error);
  EXPECT_EQ(error.payload, R"({"errorMessage":"asked for","errorType":"Asked"})");
  EXPECT_EQ(invoke(function, "chunked").payload, "in parts!");
  EXPECT_EQ(invoke(function, "wrong id").payload, "400");
  const auto now = clock_.now().time_since_epoch().count();
  EXPECT_NEAR(static_cast<double>(std::stoll(invoke(function, "deadline").payload)),
              static_cast<double>(now + 3000), 1000.0);
}

TEST_F(Environments, Answer_the_caller_while_the_function_works_on) {
  const auto function = spec();
  invoke(function, "echo");
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(begin(function, "after 300", false).get());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 200ms);
  std::this_thread::sleep_for(400ms);
  EXPECT_THAT(lines_.take().back(), ContainsRegex("\tDuration: 3[0-9][0-9]\\.[0-9][0-9] ms\t"));
}

TEST_F(Environments, Report_the_end_of_what_was_answered_before_they_stop) {
  const auto function = spec();
  EXPECT_TRUE(begin(function, "after 5000", false).get());
  pool_->stop();
  std::vector<std::string> lines;
  for (int i = 0; i < 2000 && lines.size() < 4; ++i) {
    for (std::string& line : lines_.take()) lines.push_back(std::move(line));
    std::this_thread::sleep_for(1ms);
  }
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_THAT(lines[2], StartsWith("END RequestId: "));
  EXPECT_THAT(lines[3], AllOf(StartsWith("REPORT RequestId: "), Not(HasSubstr("Status:"))));
}

TEST_F(Environments, Give_AWSs_variables_and_the_users) {
  auto function = spec();
  function->variables["MINE"] = "yes";
  EXPECT_EQ(invoke(function, "env MINE").payload, "yes");
  EXPECT_EQ(invoke(function, "env _HANDLER").payload, "bootstrap");
  EXPECT_EQ(invoke(function, "env AWS_ENDPOINT_URL").payload, "http://127.0.0.1:4566");
  EXPECT_EQ(invoke(function, "env AWS_LAMBDA_FUNCTION_MEMORY_SIZE").payload, "128");
  EXPECT_EQ(invoke(function, "env TZ").payload, ":UTC");
  EXPECT_EQ(invoke(function, "env HOME").payload, "unset");
  EXPECT_THAT(invoke(function, "env AWS_ACCESS_KEY_ID").payload, StartsWith("ASIA"));
  EXPECT_THAT(invoke(function, "env AWS_LAMBDA_LOG_STREAM_NAME").payload,
              ContainsRegex("^[0-9]{4}/[0-9]{2}/[0-9]{2}/\\[\\$LATEST\\][0-9a-f]{32}$"));
}

TEST_F(Environments, Keep_tmp_and_nothing_else_writable) {
  const auto function = spec();
  EXPECT_EQ(invoke(function, "write /tmp/kept").payload, "written");
  EXPECT_TRUE(invoke(function, "exit 1").function_error);
  EXPECT_EQ(invoke(function, "exists /tmp/kept").payload, "yes");
  if (!machine_->isolated()) GTEST_SKIP() << "this machine gives functions no root of their own";
  EXPECT_NE(invoke(function, "write /var/task/more").payload, "written");
  EXPECT_NE(invoke(function, "write /etc/more").payload, "written");
  EXPECT_EQ(invoke(function, "exists " + folder_.string()).payload, "no");
  // Another environment has a /tmp of its own.
  EXPECT_EQ(invoke(spec(), "exists /tmp/kept").payload, "no");
}

TEST_F(Environments, Take_no_more_than_the_account_may_run) {
  make_pool({.keep_alive = 5min, .concurrency_limit = 2, .concurrent_starts = 0});
  const auto function = spec();
  auto first = begin(function, "sleep 300");
  auto second = begin(function, "sleep 300");
  std::this_thread::sleep_for(50ms);
  const auto third = begin(function, "echo").get();
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, "TooManyRequestsException");
  EXPECT_EQ(third.error().http_status, 429);
  EXPECT_THAT(third.error().fields, HasSubstr("ConcurrentInvocationLimitExceeded"));
  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
}

TEST_F(Environments, Stop_what_is_unused_or_retired) {
  make_pool({.keep_alive = 100ms, .concurrency_limit = 1000, .concurrent_starts = 0});
  const auto function = spec();
  EXPECT_EQ(invoke(function, "count").payload, "1");
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(invoke(function, "count").payload, "1");
  pool_->retire(function);
  EXPECT_EQ(invoke(function, "count").payload, "1");
}

TEST_F(Environments, Log_in_JSON_when_asked) {
  auto function = spec();
  function->log_format = LogFormat::json;
  const Outcome outcome = invoke(function, "env AWS_LAMBDA_LOG_FORMAT");
  EXPECT_EQ(outcome.payload, "JSON");
  EXPECT_THAT(
      outcome.log_tail,
      AllOf(HasSubstr(R"("type":"platform.start")"), HasSubstr(R"("type":"platform.report")"),
            HasSubstr(R"("initDurationMs":)"), Not(HasSubstr("platform.runtimeDone"))));
}

}  // namespace
}  // namespace bellwether::cloud::lambda
