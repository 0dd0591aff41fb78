// What S3 says of digests that it refuses, wherever they are checked.
#pragma once

#include <string_view>

#include "aws/core/error.h"

namespace bellwether::aws {

// BadDigest; Content-MD5 as it came and as it should have been, in base64.
Error s3_bad_digest(std::string_view expected, std::string_view calculated);
// InvalidDigest: a Content-MD5 that is none.
Error s3_invalid_digest(std::string_view content_md5);
// BadDigest; `algorithm` as S3 names it: "CRC32C".
Error s3_bad_checksum(std::string_view algorithm);

}  // namespace bellwether::aws
