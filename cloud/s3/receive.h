// What a client sends of an object or a part: received, held to all that was promised of it, and
// laid where it stays.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "aws/checksums/checksum.h"
#include "cloud/core/body.h"
#include "cloud/core/task.h"
#include "cloud/s3/bodies.h"
#include "cloud/s3/checksum_record.h"

namespace bellwether::cloud::s3 {

// What the request's head promises.
struct Promises {
  std::optional<std::string> content_md5;  // base64
  // x-amz-sdk-checksum-algorithm.
  std::optional<aws::ChecksumAlgorithm> algorithm;
  // Of headers, base64; a trailer's comes with the payload.
  std::map<aws::ChecksumAlgorithm, std::string> checksums;
};

struct Received {
  std::uint64_t size = 0;
  std::string etag;  // the MD5 in hex
  StoredChecksum checksum;
  // Here, or in the finished body.
  std::string bytes;
  std::unique_ptr<IncomingBody> body;
};

// The algorithm of the checksum that comes with the payload, in its head or behind it; nothing when
// there is none. InvalidRequest when there are several, or not the one that was named.
Result<std::optional<aws::ChecksumAlgorithm>> promised_algorithm(const Promises& promises,
                                                                 const Payload& payload);

// Up to `inline_limit` bytes are held in memory, more go to a body as they come. `algorithm`: of
// the checksum to keep. MissingContentLength, EntityTooLarge, InvalidDigest, BadDigest, and what
// the payload and the bodies say; what was written is then removed.
Task<Result<Received>> receive(Payload& payload, Bodies& bodies, const Promises& promises,
                               aws::ChecksumAlgorithm algorithm, std::uint64_t inline_limit);

}  // namespace bellwether::cloud::s3
