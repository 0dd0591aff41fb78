// GetFunction, GetFunctionConfiguration, ListFunctions, GetAccountSettings.
#include <algorithm>
#include <limits>
#include <utility>

#include "aws/core/types.h"
#include "cloud/lambda/functions/configuration.h"
#include "cloud/lambda/functions/name.h"
#include "cloud/lambda/functions/unzip.h"
#include "cloud/lambda/parts.h"

namespace bellwether::cloud::lambda {
namespace {

namespace model = aws::lambda;
namespace errors = aws::lambda::errors;

// "MaxItems ... Lambda returns a maximum of 50 items in each response"
// https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
constexpr std::int32_t max_page = 50;
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr std::int64_t total_code_bytes = std::int64_t{75} * 1024 * 1024 * 1024;
constexpr std::int32_t concurrent_executions = 1000;

Result<FunctionRecord> read(const Catalog& catalog, const Scope& scope, const std::string& text,
                            const std::optional<std::string>& qualifier) {
  auto function = parse_function_name(scope, text, qualifier.value_or(""));
  if (!function) return aws::fail(function.error());
  const bool latest = function->qualifier.empty() || function->qualifier == latest_version;
  auto record = latest ? catalog.read(scope, function->name) : std::nullopt;
  if (!record) return aws::fail(function_not_found(scope, *function));
  // Asked for by version, it answers by version.
  if (!function->qualifier.empty()) {
    record->configuration.FunctionArn = function_arn(scope, function->name, latest_version);
  }
  return std::move(*record);
}

}  // namespace

Task<Result<model::GetFunctionResponse>> Service::get_function(const RequestContext& context,
                                                               model::GetFunctionRequest input) {
  auto record = read(parts_->catalog, context.scope, input.FunctionName, input.Qualifier);
  if (!record) co_return aws::fail(record.error());
  model::GetFunctionResponse answer;
  answer.Code.emplace();
  answer.Code->RepositoryType = "S3";
  answer.Code->Location = parts_->endpoint.location(record->package);
  answer.Configuration = std::move(record->configuration);
  if (!record->tags.empty()) answer.Tags = std::move(record->tags);
  co_return answer;
}

Task<Result<model::FunctionConfiguration>> Service::get_function_configuration(
    const RequestContext& context, model::GetFunctionConfigurationRequest input) {
  auto record = read(parts_->catalog, context.scope, input.FunctionName, input.Qualifier);
  if (!record) co_return aws::fail(record.error());
  co_return std::move(record->configuration);
}

Task<Result<model::ListFunctionsResponse>> Service::list_functions(
    const RequestContext& context, model::ListFunctionsRequest input) {
  if (input.MasterRegion) {
    co_return aws::fail(errors::InvalidParameterValueException(
        "MasterRegion (Lambda@Edge) is not supported by Bellwether"));
  }
  std::string after;
  if (input.Marker && !aws::base64_decode(*input.Marker, after)) {
    co_return aws::fail(errors::InvalidParameterValueException("Invalid marker"));
  }
  const auto page = static_cast<std::size_t>(std::min(input.MaxItems.value_or(max_page), max_page));
  auto records = parts_->catalog.list(context.scope, after, page + 1);
  model::ListFunctionsResponse answer;
  answer.Functions.emplace();
  for (std::size_t i = 0; i < std::min(page, records.size()); ++i) {
    auto& configuration = records[i].configuration;
    // What GetFunction tells, but lists do not.
    configuration.State.reset();
    configuration.LastUpdateStatus.reset();
    configuration.RuntimeVersionConfig.reset();
    // Every version by its own ARN.
    if (input.FunctionVersion) {
      configuration.FunctionArn =
          function_arn(context.scope, *configuration.FunctionName, latest_version);
    }
    answer.Functions->push_back(std::move(configuration));
  }
  if (records.size() > page) {
    answer.NextMarker = aws::base64_encode(*answer.Functions->back().FunctionName);
  }
  co_return answer;
}

Task<Result<model::GetAccountSettingsResponse>> Service::get_account_settings(
    const RequestContext& context, model::GetAccountSettingsRequest) {
  model::GetAccountSettingsResponse answer;
  answer.AccountLimit.emplace();
  answer.AccountLimit->TotalCodeSize = total_code_bytes;
  answer.AccountLimit->CodeSizeUnzipped = static_cast<std::int64_t>(max_unzipped_bytes);
  answer.AccountLimit->CodeSizeZipped = static_cast<std::int64_t>(max_zipped_bytes);
  answer.AccountLimit->ConcurrentExecutions = concurrent_executions;
  answer.AccountLimit->UnreservedConcurrentExecutions = concurrent_executions;
  answer.AccountUsage.emplace();
  std::int64_t bytes = 0;
  const auto records =
      parts_->catalog.list(context.scope, {}, std::numeric_limits<std::size_t>::max());
  for (const FunctionRecord& record : records) bytes += record.configuration.CodeSize.value_or(0);
  answer.AccountUsage->TotalCodeSize = bytes;
  answer.AccountUsage->FunctionCount = static_cast<std::int64_t>(records.size());
  co_return answer;
}

}  // namespace bellwether::cloud::lambda
