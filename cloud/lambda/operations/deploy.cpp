// CreateFunction, UpdateFunctionCode, UpdateFunctionConfiguration, DeleteFunction.
#include <optional>
#include <utility>

#include "cloud/core/worker.h"
#include "cloud/lambda/functions/configuration.h"
#include "cloud/lambda/functions/name.h"
#include "cloud/lambda/parts.h"

namespace bellwether::cloud::lambda {
namespace {

namespace model = aws::lambda;
namespace errors = aws::lambda::errors;

void set_code(model::FunctionConfiguration& configuration, const Package& package) {
  configuration.CodeSha256 = hex_to_base64(package.sha256);
  configuration.CodeSize = static_cast<std::int64_t>(package.bytes);
}

Result<aws::Unit> check_revision(const std::optional<std::string>& asked,
                                 const model::FunctionConfiguration& configuration) {
  if (!asked || asked->empty() || *asked == configuration.RevisionId) return aws::Unit{};
  return aws::fail(errors::PreconditionFailedException(
      "The Revision Id provided does not match the latest Revision Id. Call the "
      "GetFunction/GetAlias API to retrieve the latest Revision Id"));
}

// Only $LATEST can be changed.
Result<FunctionName> parse_latest(const Scope& scope, const std::string& text) {
  auto function = parse_function_name(scope, text);
  if (function && !function->qualifier.empty() && function->qualifier != latest_version) {
    return aws::fail(function_not_found(scope, *function));
  }
  return function;
}

}  // namespace

Task<Result<model::FunctionConfiguration>> Service::create_function(
    const RequestContext& context, model::CreateFunctionRequest input) {
  auto function = parse_function_name(context.scope, input.FunctionName);
  if (!function) co_return aws::fail(function.error());
  if (auto checked = check(input); !checked) co_return aws::fail(checked.error());
  if (parts_->catalog.read(context.scope, function->name)) {
    co_return aws::fail(
        errors::ResourceConflictException("Function already exist: " + function->name));
  }
  auto package =
      co_await on_worker([&] { return parts_->packages.put(input.Code.ZipFile->bytes); });
  if (!package) co_return aws::fail(package.error());

  FunctionRecord record{.configuration = new_configuration(context.scope, function->name, input),
                        .package = package->sha256,
                        .tags = std::move(input.Tags).value_or(decltype(FunctionRecord::tags){})};
  set_code(record.configuration, *package);
  record.configuration.LastModified = last_modified(parts_->clock.now());
  record.configuration.RevisionId = parts_->random.uuid();
  auto answer = record.configuration;
  if (auto made = co_await parts_->catalog.create(context.scope, function->name, std::move(record));
      !made) {
    co_return aws::fail(made.error());
  }
  co_return answer;
}

Task<Result<model::FunctionConfiguration>> Service::update_function_code(
    const RequestContext& context, model::UpdateFunctionCodeRequest input) {
  auto function = parse_latest(context.scope, input.FunctionName);
  if (!function) co_return aws::fail(function.error());
  const auto existing = parts_->catalog.read(context.scope, function->name);
  if (!existing) co_return aws::fail(function_not_found(context.scope, *function));
  // Let go of at the end, which removes it.
  const PackageHold replaced = parts_->packages.hold(existing->package);
  if (auto checked = check(input); !checked) co_return aws::fail(checked.error());
  auto package = co_await on_worker([&] { return parts_->packages.put(input.ZipFile->bytes); });
  if (!package) co_return aws::fail(package.error());

  Catalog::Change change =
      [package = *package, architectures = input.Architectures, revision = input.RevisionId,
       now = parts_->clock.now(),
       new_revision = parts_->random.uuid()](FunctionRecord& record) -> Result<aws::Unit> {
    if (auto checked = check_revision(revision, record.configuration); !checked) return checked;
    set_code(record.configuration, package);
    record.package = package.sha256;
    if (architectures) record.configuration.Architectures = architectures;
    record.configuration.LastModified = last_modified(now);
    record.configuration.RevisionId = new_revision;
    return aws::Unit{};
  };
  if (input.DryRun.value_or(false)) {
    FunctionRecord would_be = *existing;
    if (auto checked = change(would_be); !checked) co_return aws::fail(checked.error());
    co_return would_be.configuration;
  }
  auto updated = co_await parts_->catalog.update(context.scope, function->name, std::move(change));
  if (!updated) co_return aws::fail(updated.error());
  co_return std::move(updated->configuration);
}

Task<Result<model::FunctionConfiguration>> Service::update_function_configuration(
    const RequestContext& context, model::UpdateFunctionConfigurationRequest input) {
  auto function = parse_latest(context.scope, input.FunctionName);
  if (!function) co_return aws::fail(function.error());
  if (!parts_->catalog.read(context.scope, function->name)) {
    co_return aws::fail(function_not_found(context.scope, *function));
  }
  if (auto checked = check(input); !checked) co_return aws::fail(checked.error());
  Catalog::Change change =
      [input = std::move(input), scope = context.scope, now = parts_->clock.now(),
       new_revision = parts_->random.uuid()](FunctionRecord& record) -> Result<aws::Unit> {
    auto checked = check_revision(input.RevisionId, record.configuration);
    if (!checked) return checked;
    apply(scope, input, record.configuration);
    record.configuration.LastModified = last_modified(now);
    record.configuration.RevisionId = new_revision;
    return aws::Unit{};
  };
  auto updated = co_await parts_->catalog.update(context.scope, function->name, std::move(change));
  if (!updated) co_return aws::fail(updated.error());
  co_return std::move(updated->configuration);
}

Task<Result<model::DeleteFunctionResponse>> Service::delete_function(
    const RequestContext& context, model::DeleteFunctionRequest input) {
  auto function =
      parse_function_name(context.scope, input.FunctionName, input.Qualifier.value_or(""));
  if (!function) co_return aws::fail(function.error());
  if (function->qualifier == latest_version) {
    co_return aws::fail(errors::InvalidParameterValueException(
        "$LATEST version cannot be deleted without deleting the function."));
  }
  if (!function->qualifier.empty()) {
    co_return aws::fail(function_not_found(context.scope, *function));
  }
  // Let go of at the end, which removes it.
  PackageHold package;
  if (const auto existing = parts_->catalog.read(context.scope, function->name)) {
    package = parts_->packages.hold(existing->package);
  }
  if (auto erased = co_await parts_->catalog.erase(context.scope, function->name); !erased) {
    co_return aws::fail(erased.error());
  }
  model::DeleteFunctionResponse answer;
  answer.StatusCode = 204;
  co_return answer;
}

}  // namespace bellwether::cloud::lambda
