// Requests that hold only while an object is, or is not, in a given state.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "aws/core/types.h"

namespace bellwether::cloud::s3 {

// The state that conditions are about.
struct EntityState {
  std::string_view etag;  // without quotes
  aws::Timestamp last_modified;
};

struct ReadConditions {
  std::optional<std::string> if_match;
  std::optional<std::string> if_none_match;
  std::optional<aws::Timestamp> if_modified_since;
  std::optional<aws::Timestamp> if_unmodified_since;
};

// PreconditionFailed, or NotModified with status 304. An ETag's condition goes before a date's; a
// date in the future does not count as If-Modified-Since.
aws::Result<aws::Unit> check_read(const ReadConditions& conditions, const EntityState& state,
                                  aws::Timestamp now);

// The x-amz-copy-source-if-* headers: the same, but whatever fails is PreconditionFailed.
aws::Result<aws::Unit> check_copy_source(const ReadConditions& conditions, const EntityState& state,
                                         aws::Timestamp now);

struct WriteConditions {
  std::optional<std::string> if_match;
  std::optional<std::string> if_none_match;
};

// Of a request by itself: If-None-Match of a write can only be "*", and not beside If-Match.
aws::Result<aws::Unit> check_form(const WriteConditions& conditions);

// `etag` is that of the object now, or nothing: NoSuchKey when If-Match has nothing to match.
aws::Result<aws::Unit> check_write(const WriteConditions& conditions, std::string_view key,
                                   std::optional<std::string_view> etag);

// Whether a condition names this ETag: "*", or one or several ETags, with or without quotes.
bool matches(std::string_view condition, std::string_view etag);

}  // namespace bellwether::cloud::s3
