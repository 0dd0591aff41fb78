#include <utility>

#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr std::size_t most_objects = 1000;

// Why an object of the list is not to be deleted at all.
aws::Result<aws::Unit> check_object(const aws::s3::ObjectIdentifier& object) {
  if (object.Key.empty()) return aws::fail(errors::user_key_must_be_specified());
  if (auto checked = check_key(object.Key); !checked) return checked;
  if (object.VersionId && *object.VersionId != "null") {
    return aws::fail(errors::no_such_version(object.Key, *object.VersionId));
  }
  if (auto checked = check_absent(object.LastModifiedTime, "LastModifiedTime of an object");
      !checked) {
    return checked;
  }
  return check_absent(object.Size, "Size of an object");
}

aws::s3::Error listed_error(const aws::s3::ObjectIdentifier& object, const aws::Error& error) {
  return {.Key = object.Key,
          .VersionId = object.VersionId,
          .Code = error.code,
          .Message = error.message};
}

}  // namespace

Task<Result<aws::s3::DeleteObjectOutput>> Service::delete_object(
    const RequestContext& context, aws::s3::DeleteObjectRequest input) {
  const auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  const std::vector<ObjectStore::Deletion> deletions{
      {.key = std::move(input.Key), .if_match = std::move(input.IfMatch)}};
  auto answers = co_await objects_.erase(*access, deletions);
  if (!answers) co_return aws::fail(std::move(answers.error()));
  if (auto& answer = answers->front(); !answer) co_return aws::fail(std::move(answer.error()));
  co_return aws::s3::DeleteObjectOutput{};
}

Task<Result<aws::s3::DeleteObjectsOutput>> Service::delete_objects(
    const RequestContext& context, aws::s3::DeleteObjectsRequest input) {
  const auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  const auto& objects = input.Delete.Objects;
  if (objects.empty() || objects.size() > most_objects) {
    co_return aws::fail(errors::malformed_xml());
  }

  aws::s3::DeleteObjectsOutput output;
  const auto refuse = [&](const aws::s3::ObjectIdentifier& object, const aws::Error& error) {
    if (!output.Errors) output.Errors.emplace();
    output.Errors->push_back(listed_error(object, error));
  };
  std::vector<ObjectStore::Deletion> deletions;
  std::vector<const aws::s3::ObjectIdentifier*> deleted;
  for (const auto& object : objects) {
    if (const auto checked = check_object(object); !checked) {
      refuse(object, checked.error());
      continue;
    }
    deletions.push_back({.key = object.Key, .if_match = object.ETag});
    deleted.push_back(&object);
  }
  auto answers = co_await objects_.erase(*access, deletions);
  if (!answers) co_return aws::fail(std::move(answers.error()));
  for (std::size_t i = 0; i < deleted.size(); ++i) {
    if (!(*answers)[i]) {
      refuse(*deleted[i], (*answers)[i].error());
    } else if (!input.Delete.Quiet.value_or(false)) {
      if (!output.Deleted) output.Deleted.emplace();
      output.Deleted->push_back({.Key = deleted[i]->Key, .VersionId = deleted[i]->VersionId});
    }
  }
  co_return output;
}

}  // namespace bellwether::cloud::s3
