#include <algorithm>

#include "cloud/logs/keys.h"
#include "cloud/logs/names.h"
#include "cloud/logs/service.h"
#include "cloud/logs/writer.h"

namespace bellwether::cloud::logs {
namespace {

namespace errors = aws::logs::errors;
using aws::logs::DescribeLogGroupsRequest;
using aws::logs::DescribeLogGroupsResponse;
using aws::logs::LogGroup;

constexpr std::int32_t kDefaultLimit = 50;

LogGroup describe(const Scope& scope, std::string_view name, const GroupRecord& record) {
  LogGroup group;
  group.logGroupName = std::string(name);
  group.creationTime = static_cast<std::int64_t>(record.created);
  group.metricFilterCount = 0;
  group.arn = group_arn(scope, name) + ":*";
  group.logGroupArn = group_arn(scope, name);
  group.storedBytes = static_cast<std::int64_t>(record.stored_bytes);
  if (!record.kms_key_id.empty()) group.kmsKeyId = record.kms_key_id;
  group.logGroupClass = record.log_group_class;
  group.deletionProtectionEnabled = record.deletion_protection;
  return group;
}

Result<aws::Unit> check(const DescribeLogGroupsRequest& input) {
  if (input.logGroupNamePrefix && input.logGroupNamePattern) {
    return aws::fail(errors::InvalidParameterException(
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."));
  }
  const bool other_filter =
      input.logGroupNamePrefix || input.logGroupNamePattern || input.logGroupClass;
  if (input.logGroupIdentifiers && other_filter) {
    return aws::fail(errors::InvalidParameterException(
        "LogGroup identifiers cannot be combined with a name prefix, name pattern or class."));
  }
  return aws::Unit{};
}

// accountIdentifiers chooses among the linked accounts, and is for requests that include them. No
// account is linked to another here, so the caller's is the only one to be listed.
bool lists_own_account(const Scope& scope, const DescribeLogGroupsRequest& input) {
  return !input.includeLinkedAccounts.value_or(false) || !input.accountIdentifiers ||
         input.accountIdentifiers->empty() ||
         std::ranges::find(*input.accountIdentifiers, scope.account) !=
             input.accountIdentifiers->end();
}

DescribeLogGroupsResponse by_identifiers(const store::Snapshot& snapshot, const Scope& scope,
                                         const std::vector<std::string>& identifiers) {
  DescribeLogGroupsResponse output;
  output.logGroups.emplace();
  for (const std::string& identifier : identifiers) {
    const auto name = group_name(std::nullopt, identifier);
    if (!name) continue;
    if (const auto group = read_group(snapshot, scope, *name)) {
      output.logGroups->push_back(describe(scope, *name, *group));
    }
  }
  return output;
}

// `after` is the last name of the page before, or empty.
DescribeLogGroupsResponse list(const store::Snapshot& snapshot, const Scope& scope,
                               const DescribeLogGroupsRequest& input, const std::string& after) {
  if (input.logGroupIdentifiers) {
    return by_identifiers(snapshot, scope, *input.logGroupIdentifiers);
  }
  DescribeLogGroupsResponse output;
  output.logGroups.emplace();
  if (!lists_own_account(scope, input)) return output;

  const auto limit = static_cast<std::size_t>(input.limit.value_or(kDefaultLimit));
  const std::string prefix = input.logGroupNamePrefix.value_or("");
  const std::string all = groups_key(scope).bytes();
  store::Cursor cursor = snapshot.from(group_key(scope, std::max(after, prefix)));
  for (; cursor.valid() && cursor.key().starts_with(all); cursor.next()) {
    std::string name;
    if (!store::KeyReader(cursor.key().substr(all.size())).text(name)) break;
    if (input.nextToken && name <= after) continue;
    if (!name.starts_with(prefix)) break;
    if (input.logGroupNamePattern && !name.contains(*input.logGroupNamePattern)) continue;
    const auto group = GroupRecord::decode(cursor.value());
    if (!group) continue;
    if (input.logGroupClass && group->log_group_class != *input.logGroupClass) continue;
    if (output.logGroups->size() == limit) {
      output.nextToken = encode_name_token(*output.logGroups->back().logGroupName);
      break;
    }
    output.logGroups->push_back(describe(scope, name, *group));
  }
  return output;
}

}  // namespace

Task<Result<aws::Unit>> Service::create_log_group(const RequestContext& context,
                                                  aws::logs::CreateLogGroupRequest input) {
  GroupRecord record;
  record.created = now();
  record.log_group_class = input.logGroupClass.value_or("STANDARD");
  record.kms_key_id = input.kmsKeyId.value_or("");
  record.deletion_protection = input.deletionProtectionEnabled.value_or(false);
  if (input.tags) record.tags.insert(input.tags->begin(), input.tags->end());
  co_await buffer_.flush();
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    Writer writer(transaction);
    if (writer.find_group(context.scope, input.logGroupName) != nullptr) {
      return aws::fail(
          errors::ResourceAlreadyExistsException("The specified log group already exists"));
    }
    writer.create_group(context.scope, input.logGroupName, record);
    writer.finish();
    return aws::Unit{};
  });
}

Task<Result<aws::Unit>> Service::delete_log_group(const RequestContext& context,
                                                  aws::logs::DeleteLogGroupRequest input) {
  // What is still buffered belongs to the group that goes, not to one that it would bring back.
  co_await buffer_.flush();
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const Scope& scope = context.scope;
    Writer writer(transaction);
    const GroupRecord* group = writer.find_group(scope, input.logGroupName);
    if (group == nullptr) return aws::fail(group_not_found());
    if (group->deletion_protection) {
      return aws::fail(
          errors::ValidationException("The specified log group has deletion protection enabled."));
    }
    transaction.erase(group_key(scope, input.logGroupName));
    for (const store::Key& key :
         {streams_key(scope, group->number), stream_names_key(scope, group->number),
          events_key(scope, group->number), group_index_key(scope, group->number)}) {
      transaction.erase_range(key, key.end());
    }
    return aws::Unit{};
  });
}

Task<Result<DescribeLogGroupsResponse>> Service::describe_log_groups(
    const RequestContext& context, DescribeLogGroupsRequest input) {
  const Scope& scope = context.scope;
  if (auto checked = check(input); !checked) co_return std::unexpected(checked.error());
  std::string after;
  if (input.nextToken) {
    const auto name = decode_name_token(*input.nextToken);
    if (!name) co_return aws::fail(bad_next_token());
    after = *name;
  }
  co_await buffer_.flush();

  co_return list(store_.read(), scope, input, after);
}

}  // namespace bellwether::cloud::logs
