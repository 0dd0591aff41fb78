// Which bytes of an object a request is about.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/core/error.h"

namespace bellwether::cloud::s3 {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// A Range header, of an object of `size` bytes: "bytes=5-9", "bytes=5-" or "bytes=-5", cut to what
// there is; InvalidRange when that is nothing. Nothing when the header is something else or names
// several ranges: S3 then answers the whole object.
aws::Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size);

// x-amz-copy-source-range: "bytes=first-last", both given and within the source.
aws::Result<ByteRange> parse_copy_range(std::string_view header, std::uint64_t size);

}  // namespace bellwether::cloud::s3
