#include "cloud/s3/object_store.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "cloud/core/worker.h"
#include "cloud/s3/errors.h"
#include "cloud/s3/garbage.h"
#include "cloud/s3/keys.h"
#include "cloud/s3/object_writer.h"
#include "cloud/s3/pending_body.h"

namespace bellwether::cloud::s3 {
namespace {

// Files that are opened where other requests wait meanwhile, some microseconds each.
constexpr std::size_t kMostOpenedAtOnce = 8;

// Opens the files of the segments; nothing when one is gone.
Result<std::optional<FileRanges>> open_all(Bodies& bodies, const std::vector<Segment>& segments) {
  FileRanges files;
  for (const Segment& segment : segments) {
    auto file = bodies.open(segment);
    if (!file) return std::unexpected(file.error());
    if (!*file) return std::nullopt;
    files.push_back(std::move(**file));
  }
  return files;
}

std::optional<std::string_view> etag_of(const std::optional<ObjectHead>& head) {
  return head ? std::optional<std::string_view>(head->etag) : std::nullopt;
}

Result<aws::Unit> erase_one(ObjectWriter& writer, std::string_view bucket,
                            const ObjectStore::Deletion& deletion) {
  if (deletion.if_match) {
    const auto head = writer.find(bucket, deletion.key);
    const WriteConditions conditions{.if_match = deletion.if_match};
    const auto held = check_write(conditions, deletion.key, etag_of(head));
    if (!held) return held;
  }
  writer.erase(bucket, deletion.key);
  return aws::Unit{};
}

}  // namespace

aws::Timestamp whole_seconds(aws::Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

aws::Error as_s3_error(aws::Error error) {
  if (error.code != "InternalServerError") return error;
  const bool full =
      error.message.contains("store is full") || error.message.contains("No space left");
  return full ? errors::storage_full() : errors::internal_error(error.message);
}

std::vector<Segment> within(const std::vector<Segment>& segments, const ByteRange& range) {
  std::vector<Segment> chosen;
  std::uint64_t begin = 0;  // of the segment, in the object
  const std::uint64_t end = range.first + range.length;
  for (const Segment& segment : segments) {
    const std::uint64_t first = std::max(begin, range.first);
    const std::uint64_t last = std::min(begin + segment.length, end);
    if (first < last) {
      chosen.push_back({.body = segment.body,
                        .offset = segment.offset + (first - begin),
                        .length = last - first});
    }
    begin += segment.length;
  }
  return chosen;
}

Task<Result<Object>> ObjectStore::put(const BucketAccess& access, const std::string& key,
                                      NewObject object) {
  auto written = co_await write(access, key, object, {});
  if (!written) co_return aws::fail(std::move(written.error()));
  co_return std::move(object.object);
}

Task<Result<std::optional<Object>>> ObjectStore::put_shared(const BucketAccess& access,
                                                            const std::string& key,
                                                            NewObject object,
                                                            std::vector<Segment> shared) {
  auto written = co_await write(access, key, object, shared);
  if (!written) co_return aws::fail(std::move(written.error()));
  if (!*written) co_return std::nullopt;
  co_return std::move(object.object);
}

Task<Result<bool>> ObjectStore::write(const BucketAccess& access, const std::string& key,
                                      NewObject& object, const std::vector<Segment>& shared) {
  object.object.last_modified = whole_seconds(clock_.now());
  const PendingBody body(object.body);
  Content content{.bytes = std::move(object.bytes), .segments = body.segments()};
  std::ranges::copy(shared, std::back_inserter(content.segments));
  std::vector<BodyId> garbage;

  auto written = co_await store_.write([&](store::Transaction& transaction) -> Result<bool> {
    const auto bucket = check_access(transaction.get(keys::bucket(access.bucket)), access);
    if (!bucket) return aws::fail(bucket.error());
    ObjectWriter writer(transaction);
    const auto head = writer.find(access.bucket, key);
    const auto held = check_write(object.conditions, key, etag_of(head));
    if (!held) return aws::fail(held.error());
    if (!writer.references().share(shared)) return false;
    writer.references().add(body.segments());
    writer.put(access.bucket, key, object.object, content);
    garbage = writer.references().take_garbage();
    return true;
  });
  co_await body.settle(written && *written);
  if (!written) co_return aws::fail(as_s3_error(std::move(written.error())));
  co_await remove_garbage(store_, bodies_, std::move(garbage));
  co_return *written;
}

Result<Object> ObjectStore::head(const BucketAccess& access, std::string_view key) {
  const auto snapshot = store_.read();
  const auto bucket = check_access(snapshot.get(keys::bucket(access.bucket)), access);
  if (!bucket) return aws::fail(bucket.error());
  const auto record = snapshot.get(keys::object(access.bucket, key));
  if (!record) return aws::fail(errors::no_such_key(key));
  return decode_object(*record);
}

Result<FoundObject> ObjectStore::find(const BucketAccess& access, std::string_view key,
                                      const Choose& choose) {
  const auto snapshot = store_.read();
  const auto bucket = check_access(snapshot.get(keys::bucket(access.bucket)), access);
  if (!bucket) return aws::fail(bucket.error());
  const auto record = snapshot.get(keys::object(access.bucket, key));
  if (!record) return aws::fail(errors::no_such_key(key));

  FoundObject found{.object = decode_object(*record)};
  auto range = choose(found.object);
  if (!range) return aws::fail(std::move(range.error()));
  found.range = *range;
  const ByteRange chosen = range->value_or(ByteRange{0, found.object.size});
  const ContentView content = decode_content(*record);
  if (!content.bytes.empty()) found.bytes = content.bytes.substr(chosen.first, chosen.length);
  found.segments = within(content.segments, chosen);
  return found;
}

std::optional<FileRanges> ObjectStore::open_at_once(const std::vector<Segment>& segments) {
  if (segments.size() > kMostOpenedAtOnce) return std::nullopt;
  FileRanges files;
  for (const Segment& segment : segments) {
    auto file = bodies_.open_at_once(segment);
    if (!file) return std::nullopt;
    files.push_back(std::move(*file));
  }
  return files;
}

Result<OpenObject> ObjectStore::open(const BucketAccess& access, std::string_view key,
                                     const Choose& choose) {
  for (int left = kMostLooks; left > 0; --left) {
    auto found = find(access, key, choose);
    if (!found) return aws::fail(std::move(found.error()));
    auto files = open_all(bodies_, found->segments);
    if (!files) return aws::fail(std::move(files.error()));
    if (!*files) continue;
    return OpenObject{.object = std::move(found->object),
                      .range = found->range,
                      .bytes = std::move(found->bytes),
                      .files = std::move(**files)};
  }
  return aws::fail(errors::slow_down());
}

Task<Result<std::vector<Result<aws::Unit>>>> ObjectStore::erase(
    const BucketAccess& access, const std::vector<Deletion>& deletions) {
  std::vector<BodyId> garbage;
  using Answers = std::vector<Result<aws::Unit>>;
  auto answers = co_await store_.write([&](store::Transaction& transaction) -> Result<Answers> {
    const auto bucket = check_access(transaction.get(keys::bucket(access.bucket)), access);
    if (!bucket) return aws::fail(bucket.error());
    ObjectWriter writer(transaction);
    Answers each;
    for (const Deletion& deletion : deletions) {
      each.push_back(erase_one(writer, access.bucket, deletion));
    }
    garbage = writer.references().take_garbage();
    return each;
  });
  if (!answers) co_return aws::fail(as_s3_error(std::move(answers.error())));
  co_await remove_garbage(store_, bodies_, std::move(garbage));
  co_return answers;
}

Task<Result<aws::Unit>> ObjectStore::update(const BucketAccess& access, const std::string& key,
                                            const Change& change) {
  auto written = co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const auto bucket = check_access(transaction.get(keys::bucket(access.bucket)), access);
    if (!bucket) return aws::fail(bucket.error());
    const auto record = transaction.get(keys::object(access.bucket, key));
    if (!record) return aws::fail(errors::no_such_key(key));
    Object object = decode_object(*record);
    if (auto changed = change(object); !changed) return changed;
    ObjectWriter(transaction).update(access.bucket, key, object);
    return aws::Unit{};
  });
  if (!written) co_return aws::fail(as_s3_error(std::move(written.error())));
  co_return aws::Unit{};
}

}  // namespace bellwether::cloud::s3
