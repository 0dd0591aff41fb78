#include <utility>

#include "cloud/s3/keys.h"
#include "cloud/s3/listing.h"
#include "cloud/s3/operations/page_limit.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {
namespace {

aws::s3::Object listed_object(const ListedObject& object, const NameForm& form) {
  aws::s3::Object listed;
  listed.Key = form(object.key);
  listed.LastModified = object.head.last_modified;
  listed.ETag = etag_header(object.head.etag);
  listed.Size = static_cast<std::int64_t>(object.head.size);
  listed.StorageClass = object.head.storage_class;
  if (const auto& checksum = object.head.checksum) {
    listed.ChecksumAlgorithm.emplace().emplace_back(aws::name_of(checksum->algorithm));
    listed.ChecksumType = std::string(name_of(checksum->type));
  }
  return listed;
}

// What both versions of the operation answer. `owner`: of every object.
template <class Output, class Input>
void fill(Output& output, const Input& input, const ObjectListing& listing, const NameForm& form,
          const std::optional<aws::s3::Owner>& owner) {
  output.IsTruncated = listing.truncated;
  output.Name = input.Bucket;
  output.Prefix = form(input.Prefix.value_or(""));
  if (input.Delimiter && !input.Delimiter->empty()) output.Delimiter = form(*input.Delimiter);
  output.EncodingType = input.EncodingType;
  if (!listing.objects.empty()) output.Contents.emplace();
  for (const ListedObject& object : listing.objects) {
    output.Contents->push_back(listed_object(object, form));
    output.Contents->back().Owner = owner;
  }
  if (!listing.common_prefixes.empty()) output.CommonPrefixes.emplace();
  for (const std::string& prefix : listing.common_prefixes) {
    output.CommonPrefixes->push_back({.Prefix = form(prefix)});
  }
}

template <class Input>
Result<ObjectListing> list(store::Store& store, const BucketAccess& access, const Input& input,
                           const std::string& after, std::int32_t limit) {
  const auto snapshot = store.read();
  const auto bucket = check_access(snapshot.get(keys::bucket(access.bucket)), access);
  if (!bucket) return aws::fail(bucket.error());
  return s3::list_objects(snapshot, access.bucket,
                          {.prefix = input.Prefix.value_or(""),
                           .delimiter = input.Delimiter.value_or(""),
                           .after = after,
                           .limit = static_cast<std::size_t>(limit)});
}

}  // namespace

Result<aws::s3::ListObjectsOutput> Service::list_objects(const RequestContext& context,
                                                         const aws::s3::ListObjectsRequest& input) {
  const auto access = check_request(context, input);
  if (!access) return aws::fail(access.error());
  const auto form = NameForm::of(input.EncodingType);
  if (!form) return aws::fail(form.error());
  const auto limit = page_limit(input.MaxKeys, "maxKeys");
  if (!limit) return aws::fail(limit.error());
  const auto listing = list(store_, *access, input, input.Marker.value_or(""), *limit);
  if (!listing) return aws::fail(listing.error());

  aws::s3::ListObjectsOutput output;
  fill(output, input, *listing, *form, owner_of(context.scope.account));
  output.MaxKeys = *limit;
  output.Marker = (*form)(input.Marker.value_or(""));
  // Without a delimiter the last key says as much.
  if (listing->truncated && output.Delimiter) output.NextMarker = (*form)(listing->next);
  return output;
}

Result<aws::s3::ListObjectsV2Output> Service::list_objects_v2(
    const RequestContext& context, const aws::s3::ListObjectsV2Request& input) {
  const auto access = check_request(context, input);
  if (!access) return aws::fail(access.error());
  const auto form = NameForm::of(input.EncodingType);
  if (!form) return aws::fail(form.error());
  const auto limit = page_limit(input.MaxKeys, "maxKeys");
  if (!limit) return aws::fail(limit.error());
  std::string after = input.StartAfter.value_or("");
  if (input.ContinuationToken) {
    auto token = read_token(*input.ContinuationToken);
    if (!token) return aws::fail(std::move(token.error()));
    after = std::move(*token);
  }
  const auto listing = list(store_, *access, input, after, *limit);
  if (!listing) return aws::fail(listing.error());

  aws::s3::ListObjectsV2Output output;
  fill(output, input, *listing, *form,
       input.FetchOwner.value_or(false) ? std::optional(owner_of(context.scope.account))
                                        : std::nullopt);
  output.MaxKeys = *limit;
  output.KeyCount =
      static_cast<std::int32_t>(listing->objects.size() + listing->common_prefixes.size());
  output.ContinuationToken = input.ContinuationToken;
  if (!input.ContinuationToken) output.StartAfter = form->optional(input.StartAfter);
  if (listing->truncated) output.NextContinuationToken = make_token(listing->next);
  return output;
}

}  // namespace bellwether::cloud::s3
