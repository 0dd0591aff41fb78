#include <utility>

#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {

Task<Result<aws::s3::PutObjectTaggingOutput>> Service::put_object_tagging(
    const RequestContext& context, aws::s3::PutObjectTaggingRequest input) {
  const auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  Tags tags;
  for (auto& tag : input.Tagging.TagSet) {
    tags.emplace_back(std::move(tag.Key), std::move(tag.Value));
  }
  if (auto checked = check_tags(tags); !checked) co_return aws::fail(checked.error());
  const ObjectStore::Change change = [&](Object& object) -> Result<aws::Unit> {
    object.tags = tags;
    return aws::Unit{};
  };
  auto written = co_await objects_.update(*access, input.Key, change);
  if (!written) co_return aws::fail(std::move(written.error()));
  co_return aws::s3::PutObjectTaggingOutput{};
}

Result<aws::s3::GetObjectTaggingOutput> Service::get_object_tagging(
    const RequestContext& context, const aws::s3::GetObjectTaggingRequest& input) {
  const auto access = check_request(context, input);
  if (!access) return aws::fail(access.error());
  const auto object = objects_.head(*access, input.Key);
  if (!object) return aws::fail(object.error());
  aws::s3::GetObjectTaggingOutput output;
  for (const auto& [key, value] : object->tags) {
    output.TagSet.push_back({.Key = key, .Value = value});
  }
  return output;
}

Task<Result<aws::s3::DeleteObjectTaggingOutput>> Service::delete_object_tagging(
    const RequestContext& context, aws::s3::DeleteObjectTaggingRequest input) {
  const auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  const ObjectStore::Change change = [](Object& object) -> Result<aws::Unit> {
    object.tags.clear();
    return aws::Unit{};
  };
  auto written = co_await objects_.update(*access, input.Key, change);
  if (!written) co_return aws::fail(std::move(written.error()));
  co_return aws::s3::DeleteObjectTaggingOutput{};
}

}  // namespace bellwether::cloud::s3
