// TagResource, UntagResource, ListTagsOfResource.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

#include "cloud/dynamodb/keys.h"
#include "cloud/dynamodb/operations/check_state.h"
#include "cloud/dynamodb/operations/check_tags.h"
#include "cloud/dynamodb/operations/resource_arn.h"
#include "cloud/dynamodb/service.h"
#include "cloud/dynamodb/table.h"

namespace bellwether::cloud::dynamodb {

namespace {

using namespace aws::dynamodb;
using errors::ValidationException;

// AWS does not tell how many it lists at once; fewer than a table may have.
constexpr std::size_t kTagsListed = 25;

// Changes the tags of the ARN's table in a commit: change(tags) answers a refusal, or nothing.
template <class Change>
Task<Result<aws::Unit>> change_tags(store::Store& store, const Scope& scope, std::string arn,
                                    Change change) {
  auto name = table_of_arn(scope, arn);
  if (!name) co_return aws::fail(name.error());
  auto body = [scope, arn = std::move(arn), name = std::move(*name),
               change = std::move(change)](store::Transaction& transaction) -> Result<aws::Unit> {
    auto definition = find_definition(transaction, scope, name);
    if (!definition) return aws::fail(no_such_arn(arn));
    if (auto error = check_not_in_use(*definition)) return aws::fail(*error);
    if (auto error = change(definition->tags)) return aws::fail(*error);
    transaction.put(keys::table(scope, name), encode_table(*definition));
    return aws::Unit{};
  };
  co_return co_await store.write(std::move(body));
}

// A token is the number of tags that were listed before.
std::optional<std::size_t> parse_token(const std::optional<std::string>& token) {
  if (!token) return 0;
  std::size_t listed = 0;
  const char* end = token->data() + token->size();
  const auto parsed = std::from_chars(token->data(), end, listed);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return listed;
}

}  // namespace

Task<Result<aws::Unit>> Service::tag_resource(const RequestContext& context,
                                              TagResourceInput input) {
  if (input.Tags.empty()) {
    co_return aws::fail(ValidationException("Atleast one Tag needs to be provided as Input."));
  }
  if (auto error = check_tags(input.Tags)) co_return aws::fail(*error);
  auto change = [added = std::move(input.Tags)](std::vector<Tag>& tags) {
    auto changed = tags;
    for (const Tag& tag : added) {
      const auto there = std::ranges::find(changed, tag.Key, &Tag::Key);
      if (there == changed.end()) {
        changed.push_back(tag);
      } else {
        there->Value = tag.Value;
      }
    }
    auto refusal = check_tag_count(changed.size());
    if (!refusal) tags = std::move(changed);
    return refusal;
  };
  co_return co_await change_tags(store_, context.scope, std::move(input.ResourceArn),
                                 std::move(change));
}

Task<Result<aws::Unit>> Service::untag_resource(const RequestContext& context,
                                                UntagResourceInput input) {
  if (input.TagKeys.empty()) {
    co_return aws::fail(ValidationException("Atleast one Tag Key needs to be provided as Input."));
  }
  if (auto error = check_tag_keys(input.TagKeys)) co_return aws::fail(*error);
  auto change =
      [removed = std::move(input.TagKeys)](std::vector<Tag>& tags) -> std::optional<aws::Error> {
    std::erase_if(tags, [&](const Tag& tag) { return std::ranges::count(removed, tag.Key) > 0; });
    return std::nullopt;
  };
  co_return co_await change_tags(store_, context.scope, std::move(input.ResourceArn),
                                 std::move(change));
}

Result<ListTagsOfResourceOutput> Service::list_tags_of_resource(
    const RequestContext& context, const ListTagsOfResourceInput& input) {
  const auto name = table_of_arn(context.scope, input.ResourceArn);
  if (!name) return aws::fail(name.error());
  const auto definition = find_definition(store_.read(), context.scope, *name);
  if (!definition) return aws::fail(no_such_arn(input.ResourceArn));
  const auto& tags = definition->tags;
  const auto first = parse_token(input.NextToken);
  if (!first || (*first > 0 && *first >= tags.size())) {
    return aws::fail(ValidationException("Invalid NextToken: " + *input.NextToken));
  }
  const std::size_t end = std::min(*first + kTagsListed, tags.size());
  ListTagsOfResourceOutput output;
  output.Tags = std::vector<Tag>(tags.begin() + static_cast<std::ptrdiff_t>(*first),
                                 tags.begin() + static_cast<std::ptrdiff_t>(end));
  if (end < tags.size()) output.NextToken = std::to_string(end);
  return output;
}

}  // namespace bellwether::cloud::dynamodb
