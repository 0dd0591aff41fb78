// What S3's operations do to objects, each in one commit; uploads in parts are in uploads.h.
//
// A write decides first: whether the bucket is there and the caller's, whether the conditions hold.
// A body that was written for it is kept after the commit; what it replaced is removed then. A body
// that was refused is removed before the answer. Thread-safe.
//
//   auto body = bodies.create(size);          // on a worker: append() what comes, finish()
//   co_await objects.put(access, key, {.object = ..., .body = std::move(*body), ...});
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/core/body.h"
#include "cloud/core/clock.h"
#include "cloud/core/task.h"
#include "cloud/s3/bodies.h"
#include "cloud/s3/bucket.h"
#include "cloud/s3/object.h"
#include "cloud/s3/rules/conditions.h"
#include "cloud/s3/rules/range.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::s3 {

// An object to be written: what is known of it, and its bytes, here or in a body.
struct NewObject {
  // put() sets last_modified.
  Object object;
  // At most inline_limit().
  std::string bytes{};
  // Finished; may be null.
  std::unique_ptr<IncomingBody> body{};
  WriteConditions conditions{};
};

// An object as it is now, and where the bytes are that were asked for.
struct FoundObject {
  Object object;
  // Which bytes; all when nothing.
  std::optional<ByteRange> range;
  std::string bytes;
  std::vector<Segment> segments;
};

// Bytes of an object that can be read whatever happens to it meanwhile: these, or those of the
// files, one after the other.
struct OpenObject {
  Object object;
  // Which bytes; all when nothing.
  std::optional<ByteRange> range;
  std::string bytes;
  FileRanges files;
};

class ObjectStore {
 public:
  // All outlive it.
  ObjectStore(store::Store& store, Bodies& bodies, Clock& clock)
      : store_(store), bodies_(bodies), clock_(clock) {}

  // The object as it is now, with what put() set.
  Task<Result<Object>> put(const BucketAccess& access, const std::string& key, NewObject object);
  // The same with bytes that other objects have. Nothing when they were removed since their record
  // was read, which is then to be read again.
  Task<Result<std::optional<Object>>> put_shared(const BucketAccess& access, const std::string& key,
                                                 NewObject object, std::vector<Segment> shared);

  Result<Object> head(const BucketAccess& access, std::string_view key);

  // Which bytes of the object a request is about (all when nothing), or why it is refused.
  using Choose = std::function<Result<std::optional<ByteRange>>(const Object&)>;
  Result<FoundObject> find(const BucketAccess& access, std::string_view key, const Choose& choose);
  // The files of the segments that find() gave, without blocking. Nothing whenever that cannot be,
  // or when they are many.
  std::optional<FileRanges> open_at_once(const std::vector<Segment>& segments);
  // Opens files, one a segment within the range: blocks for about as long as looking at them does.
  // SlowDown when there are no descriptors left.
  Result<OpenObject> open(const BucketAccess& access, std::string_view key, const Choose& choose);

  struct Deletion {
    std::string key;
    std::optional<std::string> if_match{};
  };
  // In order, in one commit; for each why it was refused. A key without an object is no error.
  Task<Result<std::vector<Result<aws::Unit>>>> erase(const BucketAccess& access,
                                                     const std::vector<Deletion>& deletions);

  // Changes all but the bytes: `change` answers why not.
  using Change = std::function<Result<aws::Unit>(Object&)>;
  Task<Result<aws::Unit>> update(const BucketAccess& access, const std::string& key,
                                 const Change& change);

  Bodies& bodies() { return bodies_; }

 private:
  // False when shared bytes are gone.
  Task<Result<bool>> write(const BucketAccess& access, const std::string& key, NewObject& object,
                           const std::vector<Segment>& shared);

  store::Store& store_;
  Bodies& bodies_;
  Clock& clock_;
};

// The part of the segments that a range covers.
std::vector<Segment> within(const std::vector<Segment>& segments, const ByteRange& range);

// How often an object is looked up whose bytes were removed between the look at its record and at
// its files. Each time somebody else's commit has gone through, so this does not happen in a row.
inline constexpr int kMostLooks = 10;

// The store's failures in S3's words.
aws::Error as_s3_error(aws::Error error);

// As S3 tells a time.
aws::Timestamp whole_seconds(aws::Timestamp time);

}  // namespace bellwether::cloud::s3
