// Multipart uploads: what is uploaded in parts becomes an object in one commit that copies no part.
// Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/core/clock.h"
#include "cloud/core/task.h"
#include "cloud/s3/bodies.h"
#include "cloud/s3/bucket.h"
#include "cloud/s3/completion.h"
#include "cloud/s3/object.h"
#include "cloud/s3/part.h"
#include "cloud/s3/rules/conditions.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::s3 {

struct UploadAccess {
  BucketAccess bucket;
  std::string key;
  std::string upload;
};

struct NewPart {
  std::uint32_t number = 0;
  // put_part() sets last_modified and segments.
  Part part;
  // Finished; may be null when the part is empty.
  std::unique_ptr<IncomingBody> body{};
};

struct PartListing {
  Object upload;
  std::vector<std::pair<std::uint32_t, Part>> parts;
  bool truncated = false;
};

class Uploads {
 public:
  // All outlive it.
  Uploads(store::Store& store, Bodies& bodies, Clock& clock, Random& random)
      : store_(store), bodies_(bodies), clock_(clock), random_(random) {}

  // `object` is what is known of the object to be: its checksum has no value yet, and is nothing
  // when no algorithm was named. Answers the upload's id.
  Task<Result<std::string>> create(const BucketAccess& access, const std::string& key,
                                   Object object);

  // The upload as create() kept it, or NoSuchUpload.
  Result<Object> find(const UploadAccess& access);

  // In place of the part of that number. The part as it is now.
  Task<Result<Part>> put_part(const UploadAccess& access, NewPart part);
  // The same with bytes that an object has. Nothing when they were removed since its record was
  // read, which is then to be read again.
  Task<Result<std::optional<Part>>> put_shared_part(const UploadAccess& access, NewPart part,
                                                    std::vector<Segment> shared);

  // At most `limit` parts with numbers above `after`.
  Result<PartListing> list_parts(const UploadAccess& access, std::uint32_t after,
                                 std::size_t limit);

  Task<Result<Object>> complete(const UploadAccess& access, const Completion& completion,
                                const WriteConditions& conditions);
  Task<Result<aws::Unit>> abort(const UploadAccess& access);

 private:
  // False when shared bytes are gone.
  Task<Result<bool>> write_part(const UploadAccess& access, NewPart& part,
                                const std::vector<Segment>& shared);

  store::Store& store_;
  Bodies& bodies_;
  Clock& clock_;
  Random& random_;
};

// 1 to 10,000, or InvalidArgument.
Result<std::uint32_t> check_part_number(std::int64_t number);

}  // namespace bellwether::cloud::s3
