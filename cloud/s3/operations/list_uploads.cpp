#include <utility>

#include "cloud/s3/keys.h"
#include "cloud/s3/listing.h"
#include "cloud/s3/operations/page_limit.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {
namespace {

// The members that an upload in a listing and a listing of its parts both have.
template <class Shape>
void describe_upload(Shape& shape, const std::string& account, std::string storage_class,
                     const std::optional<ChecksumKind>& checksum) {
  shape.Initiator = initiator_of(account);
  shape.Owner = owner_of(account);
  shape.StorageClass = std::move(storage_class);
  if (!checksum) return;
  shape.ChecksumAlgorithm = std::string(aws::name_of(checksum->algorithm));
  shape.ChecksumType = std::string(name_of(checksum->type));
}

}  // namespace

Result<aws::s3::ListPartsOutput> Service::list_parts(const RequestContext& context,
                                                     const aws::s3::ListPartsRequest& input) {
  auto access = check_request(context, input);
  if (!access) return aws::fail(access.error());
  const auto limit = page_limit(input.MaxParts, "max-parts");
  if (!limit) return aws::fail(limit.error());
  const std::int32_t marker = input.PartNumberMarker.value_or(0);
  if (marker < 0) {
    return aws::fail(errors::invalid_argument(
        "Argument part-number-marker must be an integer between 0 and 2147483647",
        "part-number-marker", std::to_string(marker)));
  }
  const UploadAccess upload{
      .bucket = std::move(*access), .key = input.Key, .upload = input.UploadId};
  const auto listing = uploads_.list_parts(upload, static_cast<std::uint32_t>(marker),
                                           static_cast<std::size_t>(*limit));
  if (!listing) return aws::fail(listing.error());

  aws::s3::ListPartsOutput output{.Bucket = input.Bucket,
                                  .Key = input.Key,
                                  .UploadId = input.UploadId,
                                  .PartNumberMarker = marker,
                                  .NextPartNumberMarker = 0,
                                  .MaxParts = *limit,
                                  .IsTruncated = listing->truncated};
  const auto& checksum = listing->upload.checksum;
  describe_upload(
      output, context.scope.account, listing->upload.storage_class,
      checksum ? std::optional(ChecksumKind{checksum->algorithm, checksum->type}) : std::nullopt);
  for (const auto& [number, part] : listing->parts) {
    if (!output.Parts) output.Parts.emplace();
    aws::s3::Part& listed = output.Parts->emplace_back();
    listed.PartNumber = static_cast<std::int32_t>(number);
    listed.LastModified = part.last_modified;
    listed.ETag = etag_header(part.etag);
    listed.Size = static_cast<std::int64_t>(part.size);
    if (checksum) set_checksum(listed, part.checksum);
    output.NextPartNumberMarker = listed.PartNumber;
  }
  return output;
}

Result<aws::s3::ListMultipartUploadsOutput> Service::list_multipart_uploads(
    const RequestContext& context, const aws::s3::ListMultipartUploadsRequest& input) {
  const auto access = check_request(context, input);
  if (!access) return aws::fail(access.error());
  const auto form = NameForm::of(input.EncodingType);
  if (!form) return aws::fail(form.error());
  const auto limit = page_limit(input.MaxUploads, "max-uploads");
  if (!limit) return aws::fail(limit.error());
  // Without a key an upload says nothing.
  const std::string marker = input.KeyMarker.value_or("");
  const std::string upload_marker = marker.empty() ? "" : input.UploadIdMarker.value_or("");
  const auto snapshot = store_.read();
  const auto bucket = check_access(snapshot.get(keys::bucket(access->bucket)), *access);
  if (!bucket) return aws::fail(bucket.error());
  const UploadListing listing = list_uploads(snapshot, access->bucket,
                                             {.keys = {.prefix = input.Prefix.value_or(""),
                                                       .delimiter = input.Delimiter.value_or(""),
                                                       .after = marker,
                                                       .limit = static_cast<std::size_t>(*limit)},
                                              .upload = upload_marker});

  aws::s3::ListMultipartUploadsOutput output{.Bucket = input.Bucket,
                                             .KeyMarker = (*form)(marker),
                                             .UploadIdMarker = upload_marker,
                                             .NextKeyMarker = (*form)(listing.next),
                                             .Prefix = form->optional(input.Prefix),
                                             .Delimiter = form->optional(input.Delimiter),
                                             .NextUploadIdMarker = listing.next_upload,
                                             .MaxUploads = *limit,
                                             .IsTruncated = listing.truncated,
                                             .EncodingType = input.EncodingType};
  // AWS has no marker behind a common prefix, where clients could go on: we keep it while there is
  // more to come.
  if (listing.next_upload.empty() && !listing.truncated) output.NextKeyMarker = "";
  for (const ListedUpload& upload : listing.uploads) {
    if (!output.Uploads) output.Uploads.emplace();
    aws::s3::MultipartUpload& listed = output.Uploads->emplace_back();
    listed.UploadId = upload.id;
    listed.Key = (*form)(upload.key);
    listed.Initiated = upload.head.last_modified;
    describe_upload(listed, context.scope.account, upload.head.storage_class, upload.head.checksum);
  }
  for (const std::string& prefix : listing.common_prefixes) {
    if (!output.CommonPrefixes) output.CommonPrefixes.emplace();
    output.CommonPrefixes->push_back({.Prefix = (*form)(prefix)});
  }
  return output;
}

}  // namespace bellwether::cloud::s3
