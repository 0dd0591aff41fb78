// AWS Lambda's operations, and the invoker that other services use.
//
// Thread-safe; a request is served on the loop it came in on, and so is the function it invokes, as
// far as an environment of that loop is free. https://docs.aws.amazon.com/lambda/latest/api/
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "aws/lambda/model.h"
#include "cloud/core/clock.h"
#include "cloud/lambda/invoker.h"
#include "cloud/logs/log_sink.h"
#include "cloud/server/operations.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::lambda {

struct ServiceOptions {
  // Holds packages and what environments need; made when it is missing. Empty: a temporary one,
  // which goes with the service.
  std::filesystem::path folder;
  // Packages survive the end of the machine, not only of the process.
  bool sync = false;
  // Importable by every Python function (boto3, as on AWS), or empty.
  std::filesystem::path python_packages;
  // What functions sign with where signatures are verified; empty: made up.
  std::string access_key_id;
  std::string secret_access_key;
  // Idle environments are stopped after this.
  std::chrono::milliseconds keep_alive = std::chrono::minutes{5};
};

class Service final : public FunctionInvoker {
 public:
  // What it is given must outlive it; the loops too, and they must have ended before it does.
  Service(store::Store& store, Clock& clock, Random& random, logs::LogSink& logs,
          const ServiceOptions& options);
  ~Service() override;

  // "http://127.0.0.1:4566": where functions reach the cloud. Before the first invocation.
  void set_endpoint_url(const std::string& url);
  void register_operations(server::OperationTable& table);
  // Serves function packages under /_bellwether/lambda/; to be asked before other control paths.
  server::HttpEndpoint& package_endpoint();
  // Runs the events that an earlier server left in its queue. Once, when the loops run.
  void resume_events(const Executor& executor);
  // Empties one account, or all when it is empty. What runs is ended, without another line in its
  // log, before this resumes.
  Task<void> reset(const std::string& account);
  // Ends all environments, while the loops run.
  void stop();

  Task<Result<InvocationResponse>> invoke(const RequestContext& context,
                                          InvocationRequest request) override;

  Task<Result<aws::lambda::FunctionConfiguration>> create_function(
      const RequestContext& context, aws::lambda::CreateFunctionRequest input);
  Task<Result<aws::lambda::GetFunctionResponse>> get_function(
      const RequestContext& context, aws::lambda::GetFunctionRequest input);
  Task<Result<aws::lambda::FunctionConfiguration>> get_function_configuration(
      const RequestContext& context, aws::lambda::GetFunctionConfigurationRequest input);
  Task<Result<aws::lambda::ListFunctionsResponse>> list_functions(
      const RequestContext& context, aws::lambda::ListFunctionsRequest input);
  Task<Result<aws::lambda::FunctionConfiguration>> update_function_code(
      const RequestContext& context, aws::lambda::UpdateFunctionCodeRequest input);
  Task<Result<aws::lambda::FunctionConfiguration>> update_function_configuration(
      const RequestContext& context, aws::lambda::UpdateFunctionConfigurationRequest input);
  Task<Result<aws::lambda::DeleteFunctionResponse>> delete_function(
      const RequestContext& context, aws::lambda::DeleteFunctionRequest input);
  Task<Result<aws::lambda::InvocationResponse>> invoke_operation(
      const RequestContext& context, aws::lambda::InvocationRequest input);
  Task<Result<aws::lambda::GetAccountSettingsResponse>> get_account_settings(
      const RequestContext& context, aws::lambda::GetAccountSettingsRequest input);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bellwether::cloud::lambda
