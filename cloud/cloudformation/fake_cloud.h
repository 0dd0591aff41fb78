// The cloud as the engine's tests see it: functions, tables, log groups and REST APIs in memory.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "cloud/cloudformation/operations.h"
#include "cloud/cloudformation/stack.h"

namespace bellwether::cloud::cloudformation {

class FakeCloud final : public AnsweringAll<FakeCloud> {
 public:
  struct Api {
    std::string name;
    struct Resource {
      std::string parent;
      std::string path;
      std::map<std::string, aws::apigateway::PutIntegrationRequest> methods;
    };
    std::map<std::string, Resource> resources;
    std::map<std::string, std::string> deployments;
    std::map<std::string, std::string> stages;
  };

  std::map<std::string, aws::lambda::CreateFunctionRequest> functions;
  std::map<std::string, aws::dynamodb::CreateTableInput> tables;
  // Every request that changes a table, in order, as "what: detail".
  std::vector<std::string> table_updates;
  std::map<std::string, Api> apis;
  std::vector<std::string> log_groups;
  // By name, with their location.
  std::map<std::string, std::string> buckets;
  // Every operation called, by name; asked for after the engine is done.
  std::vector<std::string> calls;
  // When it answers an error for an operation's name and its main argument, that is the answer.
  std::function<std::optional<aws::Error>(std::string_view operation, std::string_view name)> fault;

  std::size_t count(std::string_view operation) const {
    return static_cast<std::size_t>(std::ranges::count(calls, operation));
  }
  void empty() {
    functions.clear();
    tables.clear();
    apis.clear();
    log_groups.clear();
    buckets.clear();
  }

  template <class Op>
  aws::Result<typename Op::Output> send(const typename Op::Input& input) {
    const std::lock_guard lock(mutex_);
    calls.emplace_back(Op::info.name);
    return on(Op{}, input);
  }

 private:
  static aws::Error missing(std::string code, const std::string& name) {
    return {.code = std::move(code), .message = name + " not found", .http_status = 404};
  }
  template <class T>
  using R = aws::Result<T>;
  std::unexpected<aws::Error> no_function(const std::string& name) {
    return aws::fail(missing("ResourceNotFoundException", name));
  }
  std::unexpected<aws::Error> no_api(const std::string& name) {
    return aws::fail(missing("NotFoundException", name));
  }
  std::string next_id() { return "id" + std::to_string(++last_id_); }

  R<aws::dynamodb::CreateTableOutput> on(aws::dynamodb::CreateTable,
                                         const aws::dynamodb::CreateTableInput& input) {
    if (auto error = fail_on("CreateTable", input.TableName)) return aws::fail(*error);
    tables[input.TableName] = input;
    return {};
  }
  R<aws::dynamodb::DescribeTableOutput> on(aws::dynamodb::DescribeTable,
                                           const aws::dynamodb::DescribeTableInput& input) {
    if (!tables.contains(input.TableName)) return no_function(input.TableName);
    return aws::dynamodb::DescribeTableOutput{
        .Table = aws::dynamodb::TableDescription{
            .TableStatus = "ACTIVE",
            .TableArn = "arn:aws:dynamodb:us-east-1:000000000000:table/" + input.TableName}};
  }
  R<aws::dynamodb::DeleteTableOutput> on(aws::dynamodb::DeleteTable,
                                         const aws::dynamodb::DeleteTableInput& input) {
    if (auto error = fail_on("DeleteTable", input.TableName)) return aws::fail(*error);
    if (tables.erase(input.TableName) == 0) return no_function(input.TableName);
    return {};
  }
  R<aws::dynamodb::UpdateTableOutput> on(aws::dynamodb::UpdateTable,
                                         const aws::dynamodb::UpdateTableInput& input) {
    if (auto error = fail_on("UpdateTable", input.TableName)) return aws::fail(*error);
    if (input.BillingMode) table_updates.push_back("billing: " + *input.BillingMode);
    if (input.StreamSpecification) {
      table_updates.push_back("stream: " + input.StreamSpecification->StreamViewType.value_or("-"));
    }
    if (input.TableClass) table_updates.push_back("class: " + *input.TableClass);
    for (const auto& update : input.GlobalSecondaryIndexUpdates.value_or(
             std::vector<aws::dynamodb::GlobalSecondaryIndexUpdate>())) {
      if (update.Create) table_updates.push_back("create: " + update.Create->IndexName);
      if (update.Update) table_updates.push_back("update: " + update.Update->IndexName);
      if (update.Delete) table_updates.push_back("delete: " + update.Delete->IndexName);
    }
    return {};
  }
  R<aws::dynamodb::UpdateTimeToLiveOutput> on(aws::dynamodb::UpdateTimeToLive,
                                              const aws::dynamodb::UpdateTimeToLiveInput& input) {
    if (auto error = fail_on("UpdateTimeToLive", input.TableName)) return aws::fail(*error);
    const auto& [enabled, attribute] = input.TimeToLiveSpecification;
    table_updates.push_back((enabled ? "expire by: " : "do not expire by: ") + attribute);
    return {};
  }
  R<aws::dynamodb::UpdateContinuousBackupsOutput> on(
      aws::dynamodb::UpdateContinuousBackups,
      const aws::dynamodb::UpdateContinuousBackupsInput& input) {
    const bool enabled = input.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled;
    table_updates.emplace_back(enabled ? "recovery: on" : "recovery: off");
    return {};
  }
  R<aws::Unit> on(aws::dynamodb::TagResource, const aws::dynamodb::TagResourceInput& input) {
    for (const auto& tag : input.Tags) table_updates.push_back("tag: " + tag.Key + "=" + tag.Value);
    return {};
  }
  R<aws::Unit> on(aws::dynamodb::UntagResource, const aws::dynamodb::UntagResourceInput& input) {
    for (const auto& key : input.TagKeys) table_updates.push_back("untag: " + key);
    return {};
  }
  R<aws::lambda::FunctionConfiguration> on(aws::lambda::CreateFunction,
                                           const aws::lambda::CreateFunctionRequest& input) {
    if (auto error = fail_on("CreateFunction", input.FunctionName)) return aws::fail(*error);
    functions[input.FunctionName] = input;
    return configuration(input.FunctionName);
  }
  R<aws::lambda::FunctionConfiguration> on(
      aws::lambda::GetFunctionConfiguration,
      const aws::lambda::GetFunctionConfigurationRequest& input) {
    if (!functions.contains(input.FunctionName)) return no_function(input.FunctionName);
    return configuration(input.FunctionName);
  }
  R<aws::lambda::FunctionConfiguration> on(aws::lambda::UpdateFunctionCode,
                                           const aws::lambda::UpdateFunctionCodeRequest& input) {
    if (auto error = fail_on("UpdateFunctionCode", input.FunctionName)) return aws::fail(*error);
    functions.at(input.FunctionName).Code.ZipFile = input.ZipFile;
    return configuration(input.FunctionName);
  }
  R<aws::lambda::FunctionConfiguration> on(
      aws::lambda::UpdateFunctionConfiguration,
      const aws::lambda::UpdateFunctionConfigurationRequest& input) {
    if (auto error = fail_on("UpdateFunctionConfiguration", input.FunctionName)) {
      return aws::fail(*error);
    }
    auto& function = functions.at(input.FunctionName);
    function.MemorySize = input.MemorySize;
    function.Environment = input.Environment;
    function.Runtime = input.Runtime;
    function.TracingConfig = input.TracingConfig;
    return configuration(input.FunctionName);
  }
  R<aws::lambda::DeleteFunctionResponse> on(aws::lambda::DeleteFunction,
                                            const aws::lambda::DeleteFunctionRequest& input) {
    if (functions.erase(input.FunctionName) == 0) return no_function(input.FunctionName);
    return {};
  }
  R<aws::Unit> on(aws::logs::CreateLogGroup, const aws::logs::CreateLogGroupRequest& input) {
    log_groups.push_back(input.logGroupName);
    return {};
  }
  R<aws::logs::DescribeLogGroupsResponse> on(aws::logs::DescribeLogGroups,
                                             const aws::logs::DescribeLogGroupsRequest&) {
    aws::logs::DescribeLogGroupsResponse all;
    all.logGroups.emplace();
    for (const auto& name : log_groups) {
      all.logGroups->push_back({.logGroupName = name, .arn = "arn:aws:logs:" + name});
    }
    return all;
  }
  R<aws::Unit> on(aws::logs::DeleteLogGroup, const aws::logs::DeleteLogGroupRequest& input) {
    std::erase(log_groups, input.logGroupName);
    return {};
  }

  R<aws::s3::CreateBucketOutput> on(aws::s3::CreateBucket,
                                    const aws::s3::CreateBucketRequest& input) {
    if (auto error = fail_on("CreateBucket", input.Bucket)) return aws::fail(*error);
    const auto& configuration = input.CreateBucketConfiguration;
    buckets[input.Bucket] = configuration ? configuration->LocationConstraint.value_or("") : "";
    return {};
  }
  R<aws::s3::HeadBucketOutput> on(aws::s3::HeadBucket, const aws::s3::HeadBucketRequest& input) {
    if (!buckets.contains(input.Bucket)) return aws::fail(missing("404", input.Bucket));
    return {};
  }
  R<aws::Unit> on(aws::s3::DeleteBucket, const aws::s3::DeleteBucketRequest& input) {
    if (auto error = fail_on("DeleteBucket", input.Bucket)) return aws::fail(*error);
    if (buckets.erase(input.Bucket) == 0) return aws::fail(missing("NoSuchBucket", input.Bucket));
    return {};
  }

  R<aws::apigateway::RestApi> on(aws::apigateway::CreateRestApi,
                                 const aws::apigateway::CreateRestApiRequest& input) {
    const std::string id = next_id();
    apis[id].name = input.name;
    apis[id].resources["root"] = {.parent = "", .path = "/", .methods = {}};
    return aws::apigateway::RestApi{.id = id, .rootResourceId = "root"};
  }
  R<aws::apigateway::RestApi> on(aws::apigateway::GetRestApi,
                                 const aws::apigateway::GetRestApiRequest& input) {
    if (!apis.contains(input.restApiId)) return no_api(input.restApiId);
    return aws::apigateway::RestApi{.id = input.restApiId, .rootResourceId = "root"};
  }
  R<aws::Unit> on(aws::apigateway::DeleteRestApi,
                  const aws::apigateway::DeleteRestApiRequest& input) {
    if (apis.erase(input.restApiId) == 0) return no_api(input.restApiId);
    return {};
  }
  R<aws::apigateway::Resource> on(aws::apigateway::CreateResource,
                                  const aws::apigateway::CreateResourceRequest& input) {
    auto& resources = apis.at(input.restApiId).resources;
    const std::string parent = resources.at(input.parentId).path;
    const std::string id = next_id();
    resources[id] = {.parent = input.parentId,
                     .path = (parent == "/" ? "" : parent) + "/" + input.pathPart,
                     .methods = {}};
    return aws::apigateway::Resource{.id = id};
  }
  R<aws::apigateway::Resource> on(aws::apigateway::GetResource,
                                  const aws::apigateway::GetResourceRequest& input) {
    const auto api = apis.find(input.restApiId);
    if (api == apis.end() || !api->second.resources.contains(input.resourceId)) {
      return no_api(input.resourceId);
    }
    return aws::apigateway::Resource{.id = input.resourceId};
  }
  R<aws::apigateway::Resources> on(aws::apigateway::GetResources,
                                   const aws::apigateway::GetResourcesRequest& input) {
    aws::apigateway::Resources all;
    all.items.emplace();
    for (const auto& [id, resource] : apis.at(input.restApiId).resources) {
      aws::apigateway::Resource item{.id = id, .path = resource.path};
      item.resourceMethods.emplace();
      for (const auto& [method, integration] : resource.methods) (*item.resourceMethods)[method];
      all.items->push_back(std::move(item));
    }
    return all;
  }
  R<aws::Unit> on(aws::apigateway::DeleteResource,
                  const aws::apigateway::DeleteResourceRequest& input) {
    auto& resources = apis.at(input.restApiId).resources;
    const std::string path = resources.at(input.resourceId).path;
    std::erase_if(resources, [&](const auto& r) {
      return r.second.path == path || r.second.path.starts_with(path + "/");
    });
    return {};
  }
  R<aws::apigateway::Method> on(aws::apigateway::PutMethod,
                                const aws::apigateway::PutMethodRequest& input) {
    apis.at(input.restApiId).resources.at(input.resourceId).methods[input.httpMethod] = {};
    return {};
  }
  R<aws::apigateway::Method> on(aws::apigateway::GetMethod,
                                const aws::apigateway::GetMethodRequest& input) {
    const auto& methods = apis.at(input.restApiId).resources.at(input.resourceId).methods;
    if (!methods.contains(input.httpMethod)) return no_api(input.httpMethod);
    return {};
  }
  R<aws::Unit> on(aws::apigateway::DeleteMethod,
                  const aws::apigateway::DeleteMethodRequest& input) {
    apis.at(input.restApiId).resources.at(input.resourceId).methods.erase(input.httpMethod);
    return {};
  }
  R<aws::apigateway::Integration> on(aws::apigateway::PutIntegration,
                                     const aws::apigateway::PutIntegrationRequest& input) {
    apis.at(input.restApiId).resources.at(input.resourceId).methods.at(input.httpMethod) = input;
    return {};
  }
  R<aws::apigateway::MethodResponse> on(aws::apigateway::PutMethodResponse,
                                        const aws::apigateway::PutMethodResponseRequest&) {
    return {};
  }
  R<aws::apigateway::IntegrationResponse> on(
      aws::apigateway::PutIntegrationResponse,
      const aws::apigateway::PutIntegrationResponseRequest&) {
    return {};
  }
  R<aws::apigateway::Deployment> on(aws::apigateway::CreateDeployment,
                                    const aws::apigateway::CreateDeploymentRequest& input) {
    if (auto error = fail_on("CreateDeployment", input.restApiId)) return aws::fail(*error);
    const std::string id = next_id();
    apis.at(input.restApiId).deployments[id] = input.description.value_or("");
    if (input.stageName) apis.at(input.restApiId).stages[*input.stageName] = id;
    return aws::apigateway::Deployment{.id = id};
  }
  R<aws::apigateway::Deployment> on(aws::apigateway::GetDeployment,
                                    const aws::apigateway::GetDeploymentRequest& input) {
    const auto api = apis.find(input.restApiId);
    if (api == apis.end() || !api->second.deployments.contains(input.deploymentId)) {
      return no_api(input.deploymentId);
    }
    return aws::apigateway::Deployment{.id = input.deploymentId};
  }
  R<aws::Unit> on(aws::apigateway::DeleteDeployment,
                  const aws::apigateway::DeleteDeploymentRequest& input) {
    auto& api = apis.at(input.restApiId);
    for (const auto& [stage, deployment] : api.stages) {
      if (deployment != input.deploymentId) continue;
      return aws::fail(
          {.code = "BadRequestException",
           .message = "Active stages pointing to this deployment must be moved or deleted"});
    }
    api.deployments.erase(input.deploymentId);
    return {};
  }
  R<aws::apigateway::Stage> on(aws::apigateway::CreateStage,
                               const aws::apigateway::CreateStageRequest& input) {
    if (auto error = fail_on("CreateStage", input.stageName)) return aws::fail(*error);
    apis.at(input.restApiId).stages[input.stageName] = input.deploymentId;
    return {};
  }
  R<aws::apigateway::Stage> on(aws::apigateway::GetStage,
                               const aws::apigateway::GetStageRequest& input) {
    const auto api = apis.find(input.restApiId);
    if (api == apis.end() || !api->second.stages.contains(input.stageName)) {
      return no_api(input.stageName);
    }
    return aws::apigateway::Stage{.deploymentId = api->second.stages.at(input.stageName)};
  }
  R<aws::apigateway::Stage> on(aws::apigateway::UpdateStage,
                               const aws::apigateway::UpdateStageRequest& input) {
    for (const auto& patch : *input.patchOperations) {
      if (patch.path == "/deploymentId") {
        apis.at(input.restApiId).stages[input.stageName] = *patch.value;
      }
    }
    return {};
  }
  R<aws::Unit> on(aws::apigateway::DeleteStage, const aws::apigateway::DeleteStageRequest& input) {
    apis.at(input.restApiId).stages.erase(input.stageName);
    return {};
  }

  aws::lambda::FunctionConfiguration configuration(const std::string& name) {
    return {.FunctionName = name,
            .FunctionArn = "arn:aws:lambda:us-east-1:000000000000:function:" + name,
            .State = "Active",
            .LastUpdateStatus = "Successful"};
  }
  std::optional<aws::Error> fail_on(std::string_view operation, std::string_view name) {
    return fault ? fault(operation, name) : std::nullopt;
  }

  std::mutex mutex_;
  int last_id_ = 0;
};

class MemoryState final : public StackState, public Artifacts {
 public:
  std::map<std::string, StackRecord> stacks;

  Result<std::optional<StackRecord>> load(const std::string& name) override {
    const auto found = stacks.find(name);
    if (found == stacks.end()) return std::nullopt;
    return found->second;
  }
  Result<aws::Unit> save(const StackRecord& record) override {
    stacks[record.name] = record;
    return {};
  }
  Result<aws::Unit> erase(const std::string& name) override {
    stacks.erase(name);
    return {};
  }
  Result<std::string> get(const std::string& digest) override { return "code " + digest; }
  Result<std::string> put(const std::string& bytes) override { return bytes; }
};

}  // namespace bellwether::cloud::cloudformation
