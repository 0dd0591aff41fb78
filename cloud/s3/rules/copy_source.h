// The object that x-amz-copy-source names.
#pragma once

#include <string>
#include <string_view>

#include "aws/core/error.h"

namespace bellwether::cloud::s3 {

struct CopySource {
  std::string bucket;
  std::string key;
};

// "bucket/key", percent-encoded, with or without a slash before it, "?versionId=null" after it:
// without versioning that is the only version there is.
aws::Result<CopySource> parse_copy_source(std::string_view header);

}  // namespace bellwether::cloud::s3
