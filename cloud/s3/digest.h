// The ETag and checksum of bytes that are stored already: what copies have to read.
#pragma once

#include <optional>
#include <string>

#include "aws/checksums/checksum.h"
#include "cloud/core/task.h"
#include "cloud/s3/bodies.h"
#include "cloud/s3/checksum_record.h"
#include "cloud/s3/object_store.h"

namespace bellwether::cloud::s3 {

struct BytesDigest {
  std::string etag;
  StoredChecksum checksum;
};

// Of what was found, read in pieces on workers, which others get a turn on in between. `copy`,
// where there is one, is appended every piece. Nothing when the bytes were removed meanwhile.
Task<Result<std::optional<BytesDigest>>> digest(Bodies& bodies, const FoundObject& found,
                                                aws::ChecksumAlgorithm algorithm,
                                                IncomingBody* copy);

}  // namespace bellwether::cloud::s3
