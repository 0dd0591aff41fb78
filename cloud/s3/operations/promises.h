// What the head of an upload promises of its payload.
#pragma once

#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/receive.h"

namespace bellwether::cloud::s3 {

template <class Input>
Result<Promises> promises_of(const Input& input) {
  const auto algorithm = check_algorithm(input.ChecksumAlgorithm);
  if (!algorithm) return aws::fail(algorithm.error());
  return Promises{
      .content_md5 = input.ContentMD5, .algorithm = *algorithm, .checksums = checksums_of(input)};
}

}  // namespace bellwether::cloud::s3
