#include <utility>

#include "cloud/s3/operations/copy_source_request.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {
namespace {

using aws::s3::CopyObjectRequest;
namespace directives = aws::s3::values::MetadataDirective;

// Whether a directive says REPLACE; by default it says COPY.
aws::Result<bool> replaces(const std::optional<std::string>& directive, std::string_view what) {
  if (!directive || *directive == directives::COPY) return false;
  if (*directive == directives::REPLACE) return true;
  return aws::fail(errors::invalid_argument("Unknown " + std::string(what) + " directive.",
                                            "x-amz-" + std::string(what) + "-directive",
                                            *directive));
}

// An object copied onto itself has to come out as another one.
bool changes_something(const CopyObjectRequest& input, bool replaces_metadata) {
  return replaces_metadata || input.StorageClass || input.WebsiteRedirectLocation ||
         input.ServerSideEncryption;
}

// The copy, but for its bytes. `described` is what the request says of it.
Object copy_of(const Object& source, Object described, bool replaces_metadata, bool replaces_tags) {
  if (!replaces_metadata) {
    // A redirect belongs to its own key.
    std::string redirect = std::move(described.headers.website_redirect_location);
    described.headers = source.headers;
    described.headers.website_redirect_location = std::move(redirect);
    described.metadata = source.metadata;
  }
  if (!replaces_tags) described.tags = source.tags;
  return described;
}

}  // namespace

Task<Result<aws::s3::CopyObjectOutput>> Service::copy_object(const RequestContext& context,
                                                             CopyObjectRequest input) {
  auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  auto from = copy_from(context, input);
  if (!from) co_return aws::fail(std::move(from.error()));
  const auto replaces_metadata = replaces(input.MetadataDirective, "metadata");
  if (!replaces_metadata) co_return aws::fail(replaces_metadata.error());
  const auto replaces_tags = replaces(input.TaggingDirective, "tagging");
  if (!replaces_tags) co_return aws::fail(replaces_tags.error());
  const bool onto_itself = from->access.bucket == input.Bucket && from->key == input.Key;
  if (onto_itself && !changes_something(input, *replaces_metadata)) {
    co_return aws::fail(errors::invalid_request(
        "This copy request is illegal because it is trying to copy an object to itself without "
        "changing the object's metadata, storage class, website redirect location or encryption "
        "attributes."));
  }
  auto described = described_object(input);
  if (!described) co_return aws::fail(std::move(described.error()));
  const auto algorithm = check_algorithm(input.ChecksumAlgorithm);
  if (!algorithm) co_return aws::fail(algorithm.error());

  const ObjectCopy copy{.from = std::move(*from),
                        .to = std::move(*access),
                        .key = input.Key,
                        .conditions = {.if_match = std::move(input.IfMatch),
                                       .if_none_match = std::move(input.IfNoneMatch)},
                        .algorithm = *algorithm,
                        .make = [&](const Object& source) {
                          return copy_of(source, *described, *replaces_metadata, *replaces_tags);
                        }};
  if (auto checked = check_form(copy.conditions); !checked) co_return aws::fail(checked.error());
  const auto copied = co_await copier_.copy_object(copy);
  if (!copied) co_return aws::fail(copied.error());
  aws::s3::CopyObjectOutput output{.ServerSideEncryption = std::string(kEncryption)};
  aws::s3::CopyObjectResult& result = output.CopyObjectResult.emplace();
  result.ETag = etag_header(copied->etag);
  result.LastModified = copied->last_modified;
  set_checksum(result, copied->checksum);
  co_return output;
}

}  // namespace bellwether::cloud::s3
