// Objects, and parts of uploads, made of the bytes of other objects. Bytes that lie in bodies are
// shared; they are read only where an ETag or a checksum does not follow from what is known.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "cloud/core/clock.h"
#include "cloud/core/task.h"
#include "cloud/s3/object_store.h"
#include "cloud/s3/uploads.h"

namespace bellwether::cloud::s3 {

struct CopyFrom {
  BucketAccess access;
  std::string key;
  ReadConditions conditions{};
};

struct ObjectCopy {
  CopyFrom from;
  BucketAccess to;
  std::string key;
  WriteConditions conditions{};
  // Of the checksum; the source's when nothing, or S3's default.
  std::optional<aws::ChecksumAlgorithm> algorithm{};
  // What the copy has for headers, metadata, tags and storage class, given the source.
  std::function<Object(const Object& source)> make;
};

struct PartCopy {
  CopyFrom from;
  // x-amz-copy-source-range, or all.
  std::optional<std::string> range{};
  UploadAccess to;
  std::uint32_t number = 0;
};

class Copier {
 public:
  // All outlive it.
  Copier(ObjectStore& objects, Uploads& uploads, Bodies& bodies, Clock& clock)
      : objects_(objects), uploads_(uploads), bodies_(bodies), clock_(clock) {}

  Task<Result<Object>> copy_object(const ObjectCopy& copy);
  Task<Result<Part>> copy_part(const PartCopy& copy);

 private:
  // The source, if its conditions hold and it may be copied in one request.
  Result<FoundObject> find(const CopyFrom& from, const std::optional<std::string>& range);
  // Tries again while the source's bytes are removed in between.
  template <class Made, class Copy>
  Task<Result<Made>> until_found(const Copy& copy);
  // Nothing when the source's bytes were removed meanwhile.
  Task<Result<std::optional<Object>>> try_copy(const ObjectCopy& copy);
  Task<Result<std::optional<Part>>> try_copy(const PartCopy& copy);

  ObjectStore& objects_;
  Uploads& uploads_;
  Bodies& bodies_;
  Clock& clock_;
};

}  // namespace bellwether::cloud::s3
