// Which bytes of an object HEAD and GET are about, and what both say of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "aws/core/error.h"
#include "cloud/s3/errors.h"
#include "cloud/s3/object.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/rules/conditions.h"
#include "cloud/s3/rules/range.h"

namespace bellwether::cloud::s3 {

// Of a part that was uploaded, by its place among them (S3 numbers them anew, from 1, when the
// upload is completed); an object that was not uploaded in parts has one. InvalidPartNumber.
aws::Result<ByteRange> part_range(const Object& object, std::int64_t number);

template <class Input>
ReadConditions read_conditions(const Input& input) {
  return {.if_match = input.IfMatch,
          .if_none_match = input.IfNoneMatch,
          .if_modified_since = input.IfModifiedSince,
          .if_unmodified_since = input.IfUnmodifiedSince};
}

// All of the object when nothing; or why the request is refused.
template <class Input>
aws::Result<std::optional<ByteRange>> choose_bytes(const Input& input, const Object& object,
                                                   aws::Timestamp now) {
  const EntityState state{.etag = object.etag, .last_modified = object.last_modified};
  const auto held = check_read(read_conditions(input), state, now);
  if (!held) return aws::fail(held.error());
  if (input.PartNumber && input.Range) {
    return aws::fail(
        errors::invalid_request("Cannot specify both Range header and partNumber query parameter"));
  }
  if (input.PartNumber) {
    auto range = part_range(object, *input.PartNumber);
    if (!range) return aws::fail(std::move(range.error()));
    return *range;
  }
  if (input.Range) return parse_range(*input.Range, object.size);
  return std::nullopt;
}

// The checksum of all bytes is no help to whoever gets some of them.
template <class Output, class Input>
void describe_bytes(Output& output, const Object& object, const std::optional<ByteRange>& chosen,
                    const Input& input) {
  const ByteRange range = chosen.value_or(ByteRange{0, object.size});
  output.ContentLength = static_cast<std::int64_t>(range.length);
  if (chosen && range.length > 0) {
    output.ContentRange =
        fmt::format("bytes {}-{}/{}", range.first, range.first + range.length - 1, object.size);
  }
  if (input.PartNumber && !object.parts.empty()) {
    output.PartsCount = static_cast<std::int32_t>(object.parts.size());
  }
  const bool asked = input.ChecksumMode == aws::s3::values::ChecksumMode::ENABLED;
  if (asked && range.length == object.size) set_checksum(output, object.checksum);
}

}  // namespace bellwether::cloud::s3
