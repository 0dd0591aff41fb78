#include <utility>

#include "cloud/s3/operations/promises.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {

Task<Result<aws::s3::PutObjectOutput>> Service::put_object(const RequestContext& context,
                                                           aws::s3::PutObjectRequest input,
                                                           Payload& payload) {
  const auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  WriteConditions conditions{.if_match = std::move(input.IfMatch),
                             .if_none_match = std::move(input.IfNoneMatch)};
  if (auto checked = check_form(conditions); !checked) co_return aws::fail(checked.error());
  auto object = described_object(input);
  if (!object) co_return aws::fail(std::move(object.error()));
  const auto promises = promises_of(input);
  if (!promises) co_return aws::fail(promises.error());
  const auto algorithm = promised_algorithm(*promises, payload);
  if (!algorithm) co_return aws::fail(algorithm.error());
  // Before the payload is asked for: whoever waits for "100 Continue" need not send it in vain.
  if (auto bucket = buckets_.find(*access); !bucket) co_return aws::fail(bucket.error());

  auto received = co_await receive(payload, *bodies_, *promises,
                                   algorithm->value_or(aws::ChecksumAlgorithm::crc64nvme),
                                   inline_limit(input.Bucket, input.Key));
  if (!received) co_return aws::fail(std::move(received.error()));
  object->size = received->size;
  object->etag = std::move(received->etag);
  object->checksum = std::move(received->checksum);
  NewObject made{.object = std::move(*object),
                 .bytes = std::move(received->bytes),
                 .body = std::move(received->body),
                 .conditions = std::move(conditions)};
  const auto put = co_await objects_.put(*access, input.Key, std::move(made));
  if (!put) co_return aws::fail(put.error());

  aws::s3::PutObjectOutput output{.ETag = etag_header(put->etag),
                                  .ServerSideEncryption = std::string(kEncryption)};
  set_checksum(output, put->checksum);
  co_return output;
}

}  // namespace bellwether::cloud::s3
