#include <utility>

#include <fmt/format.h>

#include "cloud/s3/operations/promises.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {
namespace {

std::string lower_case_name(const std::optional<aws::ChecksumAlgorithm>& algorithm) {
  return algorithm ? lower_case(aws::name_of(*algorithm)) : "null";
}

// The algorithm of a part's checksum: the upload's own where that has one.
Result<aws::ChecksumAlgorithm> part_algorithm(
    const Object& upload, const std::optional<aws::ChecksumAlgorithm>& promised) {
  if (!upload.checksum) return promised.value_or(aws::ChecksumAlgorithm::crc64nvme);
  const auto wanted = upload.checksum->algorithm;
  if (promised == wanted) return wanted;
  // S3 computes the newest itself.
  if (!promised && wanted == aws::ChecksumAlgorithm::crc64nvme) return wanted;
  return aws::fail(errors::invalid_request(
      fmt::format("Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum "
                  "Type: {}",
                  lower_case_name(wanted), lower_case_name(promised))));
}

}  // namespace

Task<Result<aws::s3::UploadPartOutput>> Service::upload_part(const RequestContext& context,
                                                             aws::s3::UploadPartRequest input,
                                                             Payload& payload) {
  auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  const auto number = check_part_number(input.PartNumber);
  if (!number) co_return aws::fail(number.error());
  const auto promises = promises_of(input);
  if (!promises) co_return aws::fail(promises.error());
  const auto promised = promised_algorithm(*promises, payload);
  if (!promised) co_return aws::fail(promised.error());
  const UploadAccess upload{.bucket = std::move(*access),
                            .key = std::move(input.Key),
                            .upload = std::move(input.UploadId)};
  const auto found = uploads_.find(upload);
  if (!found) co_return aws::fail(found.error());
  const auto algorithm = part_algorithm(*found, *promised);
  if (!algorithm) co_return aws::fail(algorithm.error());

  // A part is never inline, so that completing the upload copies nothing.
  auto received = co_await receive(payload, *bodies_, *promises, *algorithm, 0);
  if (!received) co_return aws::fail(std::move(received.error()));
  NewPart made{.number = *number,
               .part = {.size = received->size,
                        .etag = std::move(received->etag),
                        .checksum = std::move(received->checksum)},
               .body = std::move(received->body)};
  const auto part = co_await uploads_.put_part(upload, std::move(made));
  if (!part) co_return aws::fail(part.error());

  aws::s3::UploadPartOutput output{.ServerSideEncryption = std::string(kEncryption),
                                   .ETag = etag_header(part->etag)};
  set_checksum(output, part->checksum);
  co_return output;
}

}  // namespace bellwether::cloud::s3
