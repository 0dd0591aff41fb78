// Between the model's shapes and what is kept. For any shape: a member that it lacks is not set.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/checksums/checksum.h"
#include "aws/s3/model.h"
#include "cloud/s3/checksum_record.h"
#include "cloud/s3/object.h"
#include "cloud/s3/operations/check_request.h"

namespace bellwether::cloud::s3 {

// What AWS says of every object. Nothing is encrypted here.
inline constexpr std::string_view kEncryption = aws::s3::values::ServerSideEncryption::AES256;

inline std::string etag_header(std::string_view etag) {
  return '"' + std::string(etag) + '"';
}

// An account's canonical user id, which is no secret: 64 digits that are always the same.
aws::s3::Owner owner_of(std::string_view account);
aws::s3::Initiator initiator_of(std::string_view account);

// STANDARD when nothing is asked for; InvalidStorageClass for those that general purpose buckets do
// not have.
aws::Result<std::string> check_storage_class(const std::optional<std::string>& storage_class);

// Content-Encoding as the object has it: "aws-chunked" is only how it was sent.
std::string kept_encoding(std::string_view encoding);

// The member of a shape that has the checksum of an algorithm.
template <class Shape>
auto& checksum_member(Shape& shape, aws::ChecksumAlgorithm algorithm) {
  switch (algorithm) {
    case aws::ChecksumAlgorithm::crc32:
      return shape.ChecksumCRC32;
    case aws::ChecksumAlgorithm::crc32c:
      return shape.ChecksumCRC32C;
    case aws::ChecksumAlgorithm::crc64nvme:
      return shape.ChecksumCRC64NVME;
    case aws::ChecksumAlgorithm::sha1:
      return shape.ChecksumSHA1;
    case aws::ChecksumAlgorithm::sha256:
      break;
  }
  return shape.ChecksumSHA256;
}

template <class Shape>
void set_checksum(Shape& shape, const std::optional<StoredChecksum>& checksum) {
  if (!checksum) return;
  checksum_member(shape, checksum->algorithm) = checksum->value;
  if constexpr (requires { shape.ChecksumType; }) {
    shape.ChecksumType = std::string(name_of(checksum->type));
  }
}

// All that a shape has.
template <class Shape>
std::map<aws::ChecksumAlgorithm, std::string> checksums_of(const Shape& shape) {
  std::map<aws::ChecksumAlgorithm, std::string> checksums;
  for (const auto algorithm : aws::checksum_algorithms) {
    if (const auto& value = checksum_member(shape, algorithm)) checksums.emplace(algorithm, *value);
  }
  return checksums;
}

// What a request that makes an object says of it: headers, metadata, tags and storage class,
// checked. The tags are those of x-amz-tagging.
template <class Input>
aws::Result<Object> described_object(const Input& input) {
  Object object;
  auto storage_class = check_storage_class(input.StorageClass);
  if (!storage_class) return aws::fail(std::move(storage_class.error()));
  object.storage_class = std::move(*storage_class);
  object.headers = {// What AWS says of an object whose type it was not told.
                    .content_type = input.ContentType.value_or("binary/octet-stream"),
                    .cache_control = input.CacheControl.value_or(""),
                    .content_disposition = input.ContentDisposition.value_or(""),
                    .content_encoding = kept_encoding(input.ContentEncoding.value_or("")),
                    .content_language = input.ContentLanguage.value_or(""),
                    .expires = input.Expires.value_or(""),
                    .website_redirect_location = input.WebsiteRedirectLocation.value_or("")};
  if (input.Metadata) object.metadata = lower_case_names(*input.Metadata);
  if (auto checked = check_metadata(object.metadata); !checked) return aws::fail(checked.error());
  if (input.Tagging) {
    auto tags = parse_tagging(*input.Tagging);
    if (!tags) return aws::fail(std::move(tags.error()));
    object.tags = std::move(*tags);
  }
  return object;
}

// The headers that answer for an object: to HEAD, and to GET, which adds its bytes. `input` may ask
// for other values of some, and for the checksum.
template <class Output, class Input>
void describe(Output& output, const Object& object, const Input& input) {
  const auto header = [](const std::string& kept, const std::optional<std::string>& asked) {
    if (asked) return asked;
    return kept.empty() ? std::nullopt : std::optional(kept);
  };
  const SystemHeaders& headers = object.headers;
  output.AcceptRanges = "bytes";
  output.LastModified = object.last_modified;
  output.ETag = etag_header(object.etag);
  output.CacheControl = header(headers.cache_control, input.ResponseCacheControl);
  output.ContentDisposition = header(headers.content_disposition, input.ResponseContentDisposition);
  output.ContentEncoding = header(headers.content_encoding, input.ResponseContentEncoding);
  output.ContentLanguage = header(headers.content_language, input.ResponseContentLanguage);
  output.ContentType = header(headers.content_type, input.ResponseContentType);
  output.Expires = header(headers.expires, input.ResponseExpires);
  output.WebsiteRedirectLocation = header(headers.website_redirect_location, std::nullopt);
  output.ServerSideEncryption = std::string(kEncryption);
  if (object.storage_class != aws::s3::values::StorageClass::STANDARD) {
    output.StorageClass = object.storage_class;
  }
  if (!object.metadata.empty()) output.Metadata = object.metadata;
  if (!object.tags.empty()) output.TagCount = static_cast<std::int32_t>(object.tags.size());
}

}  // namespace bellwether::cloud::s3
