// PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy: kept and answered. Nothing enforces
// them, as nothing asks for permissions here; so no policy takes the caller's own permissions away,
// and ConfirmRemoveSelfResourceAccess has nothing to confirm.
#include <string_view>
#include <utility>

#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/check_settings.h"
#include "cloud/dynamodb/operations/check_state.h"
#include "cloud/dynamodb/operations/resource_arn.h"
#include "cloud/dynamodb/operations/table_definition.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodb;

// ExpectedRevisionId of a caller who expects that there is no policy.
constexpr std::string_view kNoPolicy = "NO_POLICY";

aws::Error not_found(const std::string& what) {
  return errors::PolicyNotFoundException(
      "Resource-based policy not found for the provided ResourceArn: " + what);
}

std::optional<aws::Error> check_revision(const TableDefinition& definition,
                                         const std::optional<std::string>& expected) {
  if (!expected) return std::nullopt;
  const std::string& table = *definition.description.TableName;
  const auto& policy = definition.policy;
  if (*expected == kNoPolicy) {
    if (!policy) return std::nullopt;
    return not_found("Requested policy update expecting none to be present for table " + table +
                     ", but a policy exists with revision id " + *policy->RevisionId + ".");
  }
  if (policy && *expected == *policy->RevisionId) return std::nullopt;
  const std::string wanted = "Requested update for policy with revision id " + *expected;
  if (!policy) {
    return not_found(wanted + ", but no policy is associated to target table " + table + ".");
  }
  return not_found(wanted + ", but the policy associated to target table " + table +
                   " has revision id " + *policy->RevisionId + ".");
}

}  // namespace

Task<Result<PutResourcePolicyOutput>> Service::put_resource_policy(const RequestContext& context,
                                                                   PutResourcePolicyInput input) {
  auto name = table_of_arn(context.scope, input.ResourceArn);
  if (!name) co_return aws::fail(name.error());
  if (auto error = check_policy(input.Policy)) co_return aws::fail(*error);
  auto body = [scope = context.scope, now = clock_.now(), name = std::move(*name),
               input = std::move(input)](
                  store::Transaction& transaction) -> Result<PutResourcePolicyOutput> {
    auto definition = find_definition(transaction, scope, name);
    if (!definition) return aws::fail(definition.error());
    if (auto error = check_not_in_use(*definition)) return aws::fail(*error);
    if (auto error = check_revision(*definition, input.ExpectedRevisionId)) {
      return aws::fail(*error);
    }
    set_policy(*definition, input.Policy, now);
    transaction.put(keys::table(scope, name), encode_table(*definition));
    return PutResourcePolicyOutput{.RevisionId = definition->policy->RevisionId};
  };
  co_return co_await store_.write(std::move(body));
}

Result<GetResourcePolicyOutput> Service::get_resource_policy(const RequestContext& context,
                                                             const GetResourcePolicyInput& input) {
  const auto name = table_of_arn(context.scope, input.ResourceArn);
  if (!name) return aws::fail(name.error());
  auto definition = find_definition(store_.read(), context.scope, *name);
  if (!definition) return aws::fail(definition.error());
  if (!definition->policy) return aws::fail(not_found(input.ResourceArn));
  return std::move(*definition->policy);
}

Task<Result<DeleteResourcePolicyOutput>> Service::delete_resource_policy(
    const RequestContext& context, DeleteResourcePolicyInput input) {
  auto name = table_of_arn(context.scope, input.ResourceArn);
  if (!name) co_return aws::fail(name.error());
  auto body = [scope = context.scope, name = std::move(*name), input = std::move(input)](
                  store::Transaction& transaction) -> Result<DeleteResourcePolicyOutput> {
    auto definition = find_definition(transaction, scope, name);
    if (!definition) return aws::fail(definition.error());
    if (auto error = check_not_in_use(*definition)) return aws::fail(*error);
    if (auto error = check_revision(*definition, input.ExpectedRevisionId)) {
      return aws::fail(*error);
    }
    DeleteResourcePolicyOutput output;
    if (!definition->policy) return output;
    output.RevisionId = definition->policy->RevisionId;
    definition->policy.reset();
    transaction.put(keys::table(scope, name), encode_table(*definition));
    return output;
  };
  co_return co_await store_.write(std::move(body));
}

}  // namespace bellwether::cloud::dynamodb
