// Where a copy's bytes come from, as its request says it.
#pragma once

#include <utility>

#include "cloud/s3/copier.h"
#include "cloud/s3/operations/check_request.h"
#include "cloud/s3/rules/copy_source.h"

namespace bellwether::cloud::s3 {

template <class Input>
aws::Result<CopyFrom> copy_from(const RequestContext& context, const Input& input) {
  auto source = parse_copy_source(input.CopySource);
  if (!source) return aws::fail(std::move(source.error()));
  auto access = bucket_access(context, source->bucket, input.ExpectedSourceBucketOwner);
  if (!access) return aws::fail(std::move(access.error()));
  return CopyFrom{.access = std::move(*access),
                  .key = std::move(source->key),
                  .conditions = {.if_match = input.CopySourceIfMatch,
                                 .if_none_match = input.CopySourceIfNoneMatch,
                                 .if_modified_since = input.CopySourceIfModifiedSince,
                                 .if_unmodified_since = input.CopySourceIfUnmodifiedSince}};
}

}  // namespace bellwether::cloud::s3
