#include <utility>

#include <fmt/format.h>

#include "cloud/s3/operations/copy_source_request.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {
namespace {

using aws::s3::CreateMultipartUploadRequest;

// How the checksum of the whole is made, unless the request says it: of all bytes where that
// follows from the parts', of the parts' checksums elsewhere. But CRC32 and CRC32C could do only
// the latter once, and still do by default.
ChecksumType default_type(aws::ChecksumAlgorithm algorithm) {
  return algorithm == aws::ChecksumAlgorithm::crc64nvme ? ChecksumType::full_object
                                                        : ChecksumType::composite;
}

bool can_be(aws::ChecksumAlgorithm algorithm, ChecksumType type) {
  return type == ChecksumType::full_object ? aws::composes(algorithm)
                                           : algorithm != aws::ChecksumAlgorithm::crc64nvme;
}

aws::Result<ChecksumType> read_type(std::string_view name) {
  if (const auto type = checksum_type(name)) return *type;
  return aws::fail(errors::invalid_request("Value for x-amz-checksum-type header is invalid."));
}

// The checksum that the upload asks for, still without a value.
aws::Result<std::optional<StoredChecksum>> checksum_of(const CreateMultipartUploadRequest& input) {
  const auto algorithm = check_algorithm(input.ChecksumAlgorithm);
  if (!algorithm) return aws::fail(algorithm.error());
  if (!*algorithm) {
    if (!input.ChecksumType) return std::nullopt;
    return aws::fail(errors::invalid_request(
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm "
        "header."));
  }
  ChecksumType type = default_type(**algorithm);
  if (input.ChecksumType) {
    const auto asked = read_type(*input.ChecksumType);
    if (!asked) return aws::fail(asked.error());
    type = *asked;
  }
  if (!can_be(**algorithm, type)) {
    return aws::fail(errors::invalid_request(
        fmt::format("The {} checksum type cannot be used with the {} checksum algorithm.",
                    name_of(type), lower_case(aws::name_of(**algorithm)))));
  }
  return StoredChecksum{.algorithm = **algorithm, .type = type, .value = {}};
}

// The checksum of the whole object that the request has; a composite one ends in "-N".
aws::Result<std::optional<StoredChecksum>> checksum_of(
    const aws::s3::CompleteMultipartUploadRequest& input, std::optional<ChecksumType> type) {
  const auto checksums = checksums_of(input);
  if (checksums.empty()) return std::nullopt;
  if (checksums.size() > 1) {
    return aws::fail(errors::invalid_request(
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."));
  }
  const auto& [algorithm, value] = *checksums.begin();
  return StoredChecksum{
      .algorithm = algorithm, .type = type.value_or(ChecksumType::full_object), .value = value};
}

std::vector<GivenPart> parts_of(const aws::s3::CompleteMultipartUploadRequest& input) {
  std::vector<GivenPart> parts;
  if (!input.MultipartUpload || !input.MultipartUpload->Parts) return parts;
  for (const auto& part : *input.MultipartUpload->Parts) {
    parts.push_back({.number = part.PartNumber.value_or(0),
                     .etag = part.ETag.value_or(""),
                     .checksums = checksums_of(part)});
  }
  return parts;
}

}  // namespace

Task<Result<aws::s3::CreateMultipartUploadOutput>> Service::create_multipart_upload(
    const RequestContext& context, CreateMultipartUploadRequest input) {
  const auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  auto object = described_object(input);
  if (!object) co_return aws::fail(std::move(object.error()));
  auto checksum = checksum_of(input);
  if (!checksum) co_return aws::fail(std::move(checksum.error()));
  object->checksum = std::move(*checksum);

  aws::s3::CreateMultipartUploadOutput output{
      .Bucket = input.Bucket, .Key = input.Key, .ServerSideEncryption = std::string(kEncryption)};
  if (const auto& kept = object->checksum) {
    output.ChecksumAlgorithm = std::string(aws::name_of(kept->algorithm));
    output.ChecksumType = std::string(name_of(kept->type));
  }
  auto id = co_await uploads_.create(*access, input.Key, std::move(*object));
  if (!id) co_return aws::fail(std::move(id.error()));
  output.UploadId = std::move(*id);
  co_return output;
}

Task<Result<aws::s3::UploadPartCopyOutput>> Service::upload_part_copy(
    const RequestContext& context, aws::s3::UploadPartCopyRequest input) {
  auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  const auto number = check_part_number(input.PartNumber);
  if (!number) co_return aws::fail(number.error());
  auto from = copy_from(context, input);
  if (!from) co_return aws::fail(std::move(from.error()));
  const PartCopy copy{.from = std::move(*from),
                      .range = std::move(input.CopySourceRange),
                      .to = {.bucket = std::move(*access),
                             .key = std::move(input.Key),
                             .upload = std::move(input.UploadId)},
                      .number = *number};
  auto part = co_await copier_.copy_part(copy);
  if (!part) co_return aws::fail(std::move(part.error()));
  aws::s3::UploadPartCopyOutput output{.ServerSideEncryption = std::string(kEncryption)};
  aws::s3::CopyPartResult& result = output.CopyPartResult.emplace();
  result.ETag = etag_header(part->etag);
  result.LastModified = part->last_modified;
  set_checksum(result, part->checksum);
  co_return output;
}

Task<Result<aws::s3::CompleteMultipartUploadOutput>> Service::complete_multipart_upload(
    const RequestContext& context, aws::s3::CompleteMultipartUploadRequest input) {
  auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  Completion completion{.upload = input.UploadId, .parts = parts_of(input)};
  if (input.ChecksumType) {
    const auto type = read_type(*input.ChecksumType);
    if (!type) co_return aws::fail(type.error());
    completion.checksum_type = *type;
  }
  auto checksum = checksum_of(input, completion.checksum_type);
  if (!checksum) co_return aws::fail(std::move(checksum.error()));
  completion.checksum = std::move(*checksum);
  if (input.MpuObjectSize) {
    completion.object_size = static_cast<std::uint64_t>(*input.MpuObjectSize);
  }
  const WriteConditions conditions{.if_match = std::move(input.IfMatch),
                                   .if_none_match = std::move(input.IfNoneMatch)};
  if (auto checked = check_form(conditions); !checked) co_return aws::fail(checked.error());

  const UploadAccess upload{
      .bucket = std::move(*access), .key = input.Key, .upload = input.UploadId};
  const auto object = co_await uploads_.complete(upload, completion, conditions);
  if (!object) co_return aws::fail(object.error());
  aws::s3::CompleteMultipartUploadOutput output{
      .Location = fmt::format("https://{}.s3.{}.amazonaws.com/{}", input.Bucket,
                              context.scope.region, aws::percent_encode(input.Key)),
      .Bucket = input.Bucket,
      .Key = input.Key,
      .ETag = etag_header(object->etag),
      .ServerSideEncryption = std::string(kEncryption)};
  set_checksum(output, object->checksum);
  co_return output;
}

Task<Result<aws::s3::AbortMultipartUploadOutput>> Service::abort_multipart_upload(
    const RequestContext& context, aws::s3::AbortMultipartUploadRequest input) {
  auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  const UploadAccess upload{.bucket = std::move(*access),
                            .key = std::move(input.Key),
                            .upload = std::move(input.UploadId)};
  auto aborted = co_await uploads_.abort(upload);
  if (!aborted) co_return aws::fail(std::move(aborted.error()));
  co_return aws::s3::AbortMultipartUploadOutput{};
}

}  // namespace bellwether::cloud::s3
