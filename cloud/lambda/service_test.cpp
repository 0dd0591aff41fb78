#include "cloud/lambda/service.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "aws/core/types.h"
#include "cloud/lambda/functions/zip_builder.h"

namespace bellwether::cloud::lambda {
namespace {

namespace fs = std::filesystem;
namespace model = aws::lambda;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Lines final : public logs::LogSink {
 public:
  void append(const Scope&, std::string_view, std::string_view,
              std::vector<logs::LogLine> lines) override {
    const std::lock_guard lock(mutex_);
    for (logs::LogLine& line : lines) lines_.push_back(std::move(line.message));
  }
  std::size_t count(std::string_view start) {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count_if(
        lines_.begin(), lines_.end(), [&](const auto& line) { return line.starts_with(start); }));
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

std::string file_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

using Variables = std::map<std::string, std::string, std::less<>>;

class Functions : public ::testing::Test {
 protected:
  Functions() {
    char name[] = "/tmp/bellwether-lambda-test-XXXXXX";
    folder_ = ::mkdtemp(name);
    store_ = store::Store::open({.folder = folder_ / "store", .durability = store::Durability::os});
    start();
  }
  ~Functions() override {
    end();
    store_.reset();
    fs::remove_all(folder_);
  }

  void start() {
    loop_.emplace(1);
    guard_.emplace(loop_->get_executor());
    service_.emplace(*store_, clock_, random_, lines_,
                     ServiceOptions{.folder = folder_ / "lambda"});
    service_->set_endpoint_url("http://127.0.0.1:4566");
    thread_ = std::thread([this] { loop_->run(); });
  }
  // As the server does: the loops end, then the service, then the loops are destroyed.
  void end() {
    loop_->stop();
    thread_.join();
    service_.reset();
    guard_.reset();
    loop_.reset();
  }

  template <class T>
  T wait(Task<T> task) {
    return asio::co_spawn(*loop_, std::move(task), asio::use_future).get();
  }

  model::CreateFunctionRequest request(const std::string& name = "tested") {
    model::CreateFunctionRequest made;
    made.FunctionName = name;
    made.Role = "arn:aws:iam::000000000000:role/any";
    made.Runtime = "provided.al2023";
    made.Handler = "bootstrap";
    made.Code.ZipFile = aws::Blob{package()};
    return made;
  }
  static const std::string& package() {
    static const std::string zip = make_zip({{"bootstrap", file_bytes(TEST_FUNCTION), 0755}});
    return zip;
  }

  void reset() {
    wait([](Service& service) -> Task<bool> {
      co_await service.reset("");
      co_return true;
    }(*service_));
  }

  std::string create_error(model::CreateFunctionRequest made) {
    auto answer = wait(service_->create_function(context_, std::move(made)));
    return answer ? "created" : answer.error().code + ": " + answer.error().message;
  }

  InvocationResponse invoke(const std::string& payload,
                            InvocationType type = InvocationType::request_response) {
    InvocationRequest made;
    made.function = "tested";
    made.payload = payload;
    made.type = type;
    RequestContext context = context_;
    context.request_id = random_.uuid();
    auto answer = wait(service_->invoke(context, std::move(made)));
    EXPECT_TRUE(answer) << answer.error().message;
    return answer.value_or(InvocationResponse{});
  }

  std::string invoke_error(InvocationRequest made) {
    auto answer = wait(service_->invoke(context_, std::move(made)));
    return answer ? "answered" : answer.error().code + ": " + answer.error().message;
  }

  template <class Done>
  bool eventually(Done done) {
    for (int i = 0; i < 400; ++i) {
      if (done()) return true;
      std::this_thread::sleep_for(25ms);
    }
    return false;
  }

  fs::path folder_;
  ManualClock clock_{aws::Timestamp{std::chrono::milliseconds{1795248000000}}};
  SystemRandom random_;
  Lines lines_;
  RequestContext context_;
  std::unique_ptr<store::Store> store_;
  std::optional<asio::io_context> loop_;
  std::optional<asio::executor_work_guard<Executor>> guard_;
  std::optional<Service> service_;
  std::thread thread_;
};

TEST_F(Functions, Are_created_with_Lambdas_defaults) {
  const auto made = wait(service_->create_function(context_, request()));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->FunctionArn, "arn:aws:lambda:us-east-1:000000000000:function:tested");
  EXPECT_EQ(made->Timeout, 3);
  EXPECT_EQ(made->MemorySize, 128);
  EXPECT_EQ(made->Version, "$LATEST");
  EXPECT_EQ(made->State, "Active");
  EXPECT_EQ(made->LastUpdateStatus, "Successful");
  EXPECT_EQ(made->LastModified, "2026-11-21T08:00:00.000+0000");
  EXPECT_EQ(made->CodeSize, static_cast<std::int64_t>(package().size()));
  EXPECT_EQ(made->CodeSha256->size(), 44U);
  EXPECT_EQ(made->LoggingConfig->LogGroup, "/aws/lambda/tested");
  EXPECT_EQ(create_error(request()), "ResourceConflictException: Function already exist: tested");
}

TEST_F(Functions, Refuse_what_Lambda_refuses_in_its_words) {
  auto reserved = request();
  reserved.Environment.emplace();
  reserved.Environment->Variables = Variables{{"AWS_REGION", "x"}, {"LAMBDA_TASK_ROOT", "y"}};
  EXPECT_THAT(create_error(reserved),
              HasSubstr("Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT"));
  auto large = request();
  large.Environment.emplace();
  large.Environment->Variables = Variables{{"BIG", std::string(4096, 'x')}};
  EXPECT_THAT(create_error(large), HasSubstr("exceeded the 4KB limit"));
  auto no_zip = request();
  no_zip.Code.ZipFile = aws::Blob{"nonsense"};
  EXPECT_EQ(create_error(no_zip),
            "InvalidParameterValueException: Could not unzip uploaded file. Please check your "
            "file, then try to upload again.");
  auto nothing = request();
  nothing.Code.ZipFile.reset();
  EXPECT_THAT(create_error(nothing), HasSubstr("Please provide a source for function code."));
  auto slow = request();
  slow.Timeout = 901;
  EXPECT_THAT(create_error(slow), HasSubstr("less than or equal to 900"));
  auto huge = request();
  huge.MemorySize = 10'241;
  EXPECT_THAT(create_error(huge), HasSubstr("less than or equal to 10240"));
}

TEST_F(Functions, Name_what_is_not_supported) {
  auto layered = request();
  layered.Layers = {"arn:aws:lambda:us-east-1:000000000000:layer:x:1"};
  EXPECT_THAT(create_error(layered), HasSubstr("Layers is not supported by Bellwether"));
  auto from_s3 = request();
  from_s3.Code.S3Bucket = "bucket";
  EXPECT_THAT(create_error(from_s3), HasSubstr("S3Bucket"));
  auto node = request();
  node.Runtime = "nodejs22.x";
  EXPECT_THAT(create_error(node), HasSubstr("Bellwether does not run nodejs22.x"));
}

TEST_F(Functions, Are_invoked) {
  ASSERT_EQ(create_error(request()), "created");
  const auto response = invoke(R"({"a": 1})");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.payload, R"({"a": 1})");
  EXPECT_EQ(response.executed_version, "$LATEST");
  EXPECT_EQ(invoke("").payload, "{}");
  EXPECT_EQ(invoke("{}", InvocationType::dry_run).status, 204);
}

TEST_F(Functions, Are_not_invoked_with_what_is_wrong) {
  ASSERT_EQ(create_error(request()), "created");
  EXPECT_THAT(
      invoke_error({.function = "tested", .payload = "{nonsense"}),
      HasSubstr("InvalidRequestContentException: Could not parse request body into json: "));
  EXPECT_EQ(invoke_error({.function = "missing"}),
            "ResourceNotFoundException: Function not found: "
            "arn:aws:lambda:us-east-1:000000000000:function:missing");
  EXPECT_EQ(invoke_error({.function = "tested", .qualifier = "7"}),
            "ResourceNotFoundException: Function not found: "
            "arn:aws:lambda:us-east-1:000000000000:function:tested:7");
  EXPECT_THAT(invoke_error({.function = "tested",
                            .payload = '"' + std::string(1024 * 1024, 'x') + '"',
                            .type = InvocationType::event}),
              HasSubstr("1048578 byte payload is too large for the Event invocation type (limit "
                        "1048576 bytes)"));
  EXPECT_THAT(invoke_error({.function = "tested", .client_context = "not base64!"}),
              HasSubstr("Client context must be a valid Base64-encoded JSON object."));
}

TEST_F(Functions, Survive_the_service) {
  ASSERT_EQ(create_error(request()), "created");
  end();
  start();
  EXPECT_EQ(invoke("1").payload, "1");
}

TEST_F(Functions, Run_their_new_code_and_configuration_at_once) {
  ASSERT_EQ(create_error(request()), "created");
  EXPECT_EQ(invoke("\"first\"").payload, "\"first\"");
  model::UpdateFunctionConfigurationRequest change;
  change.FunctionName = "tested";
  change.Environment.emplace();
  change.Environment->Variables = Variables{{"BEHAVIOUR", "init_exit"}};
  const auto changed = wait(service_->update_function_configuration(context_, change));
  ASSERT_TRUE(changed);
  EXPECT_EQ(invoke("1").function_error, "Unhandled");
  change.RevisionId = "stale";
  EXPECT_EQ(wait(service_->update_function_configuration(context_, change)).error().code,
            "PreconditionFailedException");
  model::UpdateFunctionCodeRequest code;
  code.FunctionName = "tested";
  code.ZipFile = aws::Blob{make_zip({{"bootstrap", "#!/bin/sh\nexit 9\n", 0755}})};
  ASSERT_TRUE(wait(service_->update_function_code(context_, code)));
  EXPECT_THAT(invoke("1").payload, HasSubstr("exit status 9"));
}

TEST_F(Functions, Are_listed_by_pages_and_deleted) {
  for (const char* name : {"c", "a", "b"}) ASSERT_EQ(create_error(request(name)), "created");
  model::ListFunctionsRequest list;
  list.MaxItems = 2;
  const auto first = wait(service_->list_functions(context_, list));
  ASSERT_TRUE(first && first->NextMarker);
  EXPECT_EQ(first->Functions->size(), 2U);
  EXPECT_EQ(first->Functions->front().FunctionName, "a");
  list.Marker = first->NextMarker;
  const auto second = wait(service_->list_functions(context_, list));
  ASSERT_EQ(second->Functions->size(), 1U);
  EXPECT_EQ(second->Functions->front().FunctionName, "c");
  EXPECT_FALSE(second->NextMarker);

  model::DeleteFunctionRequest remove;
  remove.FunctionName = "a";
  EXPECT_EQ(wait(service_->delete_function(context_, remove))->StatusCode, 204);
  EXPECT_EQ(wait(service_->delete_function(context_, remove)).error().code,
            "ResourceNotFoundException");
}

TEST_F(Functions, Try_an_event_again_after_one_and_two_minutes) {
  ASSERT_EQ(create_error(request()), "created");
  model::UpdateFunctionConfigurationRequest change;
  change.FunctionName = "tested";
  change.Environment.emplace();
  change.Environment->Variables = Variables{{"BEHAVIOUR", "init_exit"}};
  ASSERT_TRUE(wait(service_->update_function_configuration(context_, change)));
  EXPECT_EQ(invoke("{}", InvocationType::event).status, 202);
  ASSERT_TRUE(eventually([&] { return lines_.count("REPORT") == 1; }));
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(lines_.count("REPORT"), 1U);
  clock_.advance(61s);
  ASSERT_TRUE(eventually([&] { return lines_.count("REPORT") == 2; }));
  clock_.advance(61s);
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(lines_.count("REPORT"), 2U);
  clock_.advance(61s);
  ASSERT_TRUE(eventually([&] { return lines_.count("REPORT") == 3; }));
  clock_.advance(10min);
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(lines_.count("REPORT"), 3U);
}

TEST_F(Functions, Run_accepted_events_after_a_restart) {
  auto failing = request();
  failing.Environment.emplace();
  failing.Environment->Variables = Variables{{"BEHAVIOUR", "init_exit"}};
  ASSERT_EQ(create_error(failing), "created");
  invoke("{}", InvocationType::event);
  ASSERT_TRUE(eventually([&] { return lines_.count("REPORT") == 1; }));
  end();
  start();
  service_->resume_events(loop_->get_executor());
  EXPECT_TRUE(eventually([&] { return lines_.count("REPORT") == 2; }));
}

TEST_F(Functions, Count_their_code) {
  ASSERT_EQ(create_error(request()), "created");
  const auto settings = wait(service_->get_account_settings(context_, {}));
  EXPECT_EQ(settings->AccountUsage->FunctionCount, 1);
  EXPECT_EQ(settings->AccountUsage->TotalCodeSize, static_cast<std::int64_t>(package().size()));
  EXPECT_EQ(settings->AccountLimit->ConcurrentExecutions, 1000);
}

TEST_F(Functions, Hand_out_their_package) {
  ASSERT_EQ(create_error(request()), "created");
  model::GetFunctionRequest get;
  get.FunctionName = "tested";
  const auto answer = wait(service_->get_function(context_, get));
  ASSERT_TRUE(answer);
  const std::string location = *answer->Code->Location;
  EXPECT_THAT(location, ::testing::StartsWith("http://127.0.0.1:4566/_bellwether/lambda/"));
  aws::HttpRequest fetch;
  fetch.target = location.substr(std::string("http://127.0.0.1:4566").size());
  EXPECT_TRUE(service_->package_endpoint().claims(fetch));
  const auto zip = wait(service_->package_endpoint().handle(context_, fetch));
  EXPECT_EQ(zip.status, 200);
  EXPECT_EQ(zip.body, package());
  fetch.target = "/_bellwether/lambda/packages/../../store.zip";
  EXPECT_EQ(wait(service_->package_endpoint().handle(context_, fetch)).status, 404);
}

TEST_F(Functions, Leave_nothing_after_a_reset) {
  ASSERT_EQ(create_error(request()), "created");
  invoke("1");
  reset();
  EXPECT_THAT(invoke_error({.function = "tested"}), HasSubstr("ResourceNotFoundException"));
}

TEST_F(Functions, Keep_packages_as_long_as_anyone_runs_them) {
  const auto packages = [this] {
    return std::distance(fs::directory_iterator(folder_ / "lambda" / "packages"), {});
  };
  ASSERT_EQ(create_error(request()), "created");
  ASSERT_EQ(create_error(request("other")), "created");
  EXPECT_EQ(packages(), 2);
  invoke("1");
  auto running = asio::co_spawn(
      *loop_, service_->invoke(context_, {.function = "tested", .payload = R"("sleep 500")"}),
      asio::use_future);
  std::this_thread::sleep_for(50ms);
  for (const char* name : {"tested", "other"}) {
    model::UpdateFunctionCodeRequest code;
    code.FunctionName = name;
    code.ZipFile = aws::Blob{make_zip({{"bootstrap", "#!/bin/sh\nexit 9\n", 0755}})};
    ASSERT_TRUE(wait(service_->update_function_code(context_, code)));
  }
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(packages(), 4);
  EXPECT_TRUE(running.get());
  EXPECT_TRUE(eventually([&] { return packages() == 2; }));
  for (const char* name : {"tested", "other"}) {
    model::DeleteFunctionRequest remove;
    remove.FunctionName = name;
    ASSERT_TRUE(wait(service_->delete_function(context_, remove)));
  }
  EXPECT_TRUE(eventually([&] { return packages() == 0; }));
}

TEST_F(Functions, End_without_another_word_at_a_reset) {
  ASSERT_EQ(create_error(request()), "created");
  invoke("1");
  auto running = asio::co_spawn(
      *loop_, service_->invoke(context_, {.function = "tested", .payload = R"("sleep 30000")"}),
      asio::use_future);
  std::this_thread::sleep_for(100ms);
  reset();
  EXPECT_THAT(running.get()->payload, HasSubstr("The execution environment was stopped"));
  // The last to let go of the code is the invocation itself.
  EXPECT_TRUE(eventually([&] { return fs::is_empty(folder_ / "lambda" / "packages"); }));
  EXPECT_EQ(lines_.count("END"), 1U);
}

TEST_F(Functions, Run_no_event_of_before_a_reset) {
  auto failing = request();
  failing.Environment.emplace();
  failing.Environment->Variables = Variables{{"BEHAVIOUR", "init_exit"}};
  ASSERT_EQ(create_error(failing), "created");
  invoke("{}", InvocationType::event);
  ASSERT_TRUE(eventually([&] { return lines_.count("REPORT") == 1; }));
  reset();
  std::this_thread::sleep_for(300ms);
  ASSERT_EQ(create_error(request()), "created");
  clock_.advance(5min);
  std::this_thread::sleep_for(500ms);
  EXPECT_EQ(lines_.count("REPORT"), 1U);
}

}  // namespace
}  // namespace bellwether::cloud::lambda
