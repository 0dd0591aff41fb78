#include "cloud/s3/uploads.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "cloud/s3/errors.h"
#include "cloud/s3/garbage.h"
#include "cloud/s3/keys.h"
#include "cloud/s3/object_store.h"
#include "cloud/s3/object_writer.h"
#include "cloud/s3/pending_body.h"

namespace bellwether::cloud::s3 {
namespace {

// `reader` is a Snapshot or a Transaction.
template <class Reader>
Result<Object> find_upload(const Reader& reader, const UploadAccess& access) {
  const auto bucket = check_access(reader.get(keys::bucket(access.bucket.bucket)), access.bucket);
  if (!bucket) return aws::fail(bucket.error());
  const auto record = reader.get(keys::upload(access.bucket.bucket, access.key, access.upload));
  if (!record) return aws::fail(errors::no_such_upload(access.upload));
  return decode_object(*record);
}

// Calls `take` with each part above a number, until it answers false.
template <class Reader, class Take>
void for_parts(const Reader& reader, const std::string& upload, std::uint32_t after, Take take) {
  const std::string all = keys::parts(upload).bytes();
  auto cursor = reader.from(keys::part(upload, std::uint64_t{after} + 1));
  for (; cursor.valid() && cursor.key().starts_with(all); cursor.next()) {
    std::uint64_t number = 0;
    store::KeyReader(cursor.key().substr(all.size())).number(number);
    if (!take(static_cast<std::uint32_t>(number), cursor.value())) return;
  }
}

PartsByNumber all_parts(const store::Transaction& transaction, const std::string& upload) {
  PartsByNumber parts;
  for_parts(transaction, upload, 0, [&](std::uint32_t number, std::string_view record) {
    parts.emplace(number, decode_part(record));
    return true;
  });
  return parts;
}

}  // namespace

Result<std::uint32_t> check_part_number(std::int64_t number) {
  if (number >= 1 && number <= kMaxParts) return static_cast<std::uint32_t>(number);
  return aws::fail(
      errors::invalid_argument("Part number must be an integer between 1 and 10000, inclusive",
                               "partNumber", std::to_string(number)));
}

Task<Result<std::string>> Uploads::create(const BucketAccess& access, const std::string& key,
                                          Object object) {
  const aws::Timestamp now = clock_.now();
  object.last_modified = whole_seconds(now);
  const std::string id = make_upload_id(now, random_);
  auto written = co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const auto bucket = check_access(transaction.get(keys::bucket(access.bucket)), access);
    if (!bucket) return aws::fail(bucket.error());
    transaction.put(keys::upload(access.bucket, key, id), encode(object, {}));
    return aws::Unit{};
  });
  if (!written) co_return aws::fail(as_s3_error(std::move(written.error())));
  co_return id;
}

Result<Object> Uploads::find(const UploadAccess& access) {
  const auto snapshot = store_.read();
  return find_upload(snapshot, access);
}

Task<Result<Part>> Uploads::put_part(const UploadAccess& access, NewPart part) {
  auto written = co_await write_part(access, part, {});
  if (!written) co_return aws::fail(std::move(written.error()));
  co_return std::move(part.part);
}

Task<Result<std::optional<Part>>> Uploads::put_shared_part(const UploadAccess& access, NewPart part,
                                                           std::vector<Segment> shared) {
  auto written = co_await write_part(access, part, shared);
  if (!written) co_return aws::fail(std::move(written.error()));
  if (!*written) co_return std::nullopt;
  co_return std::move(part.part);
}

Task<Result<bool>> Uploads::write_part(const UploadAccess& access, NewPart& part,
                                       const std::vector<Segment>& shared) {
  const PendingBody body(part.body);
  part.part.last_modified = whole_seconds(clock_.now());
  part.part.segments = body.segments();
  std::ranges::copy(shared, std::back_inserter(part.part.segments));
  std::vector<BodyId> garbage;
  auto written = co_await store_.write([&](store::Transaction& transaction) -> Result<bool> {
    const auto upload = find_upload(transaction, access);
    if (!upload) return aws::fail(upload.error());
    ObjectWriter writer(transaction);
    if (!writer.references().share(shared)) return false;
    writer.references().add(body.segments());
    writer.put_part(access.upload, part.number, part.part);
    garbage = writer.references().take_garbage();
    return true;
  });
  co_await body.settle(written && *written);
  if (!written) co_return aws::fail(as_s3_error(std::move(written.error())));
  co_await remove_garbage(store_, bodies_, std::move(garbage));
  co_return *written;
}

Result<PartListing> Uploads::list_parts(const UploadAccess& access, std::uint32_t after,
                                        std::size_t limit) {
  const auto snapshot = store_.read();
  auto upload = find_upload(snapshot, access);
  if (!upload) return aws::fail(std::move(upload.error()));
  PartListing listing{.upload = std::move(*upload)};
  if (limit == 0) return listing;
  for_parts(snapshot, access.upload, after, [&](std::uint32_t number, std::string_view record) {
    listing.truncated = listing.parts.size() == limit;
    if (!listing.truncated) listing.parts.emplace_back(number, decode_part(record));
    return !listing.truncated;
  });
  return listing;
}

Task<Result<Object>> Uploads::complete(const UploadAccess& access, const Completion& completion,
                                       const WriteConditions& conditions) {
  const std::string& bucket = access.bucket.bucket;
  const aws::Timestamp now = whole_seconds(clock_.now());
  std::vector<BodyId> garbage;
  auto written = co_await store_.write([&](store::Transaction& transaction) -> Result<Object> {
    const auto upload = find_upload(transaction, access);
    if (!upload) return aws::fail(upload.error());
    ObjectWriter writer(transaction);
    const auto head = writer.find(bucket, access.key);
    const auto held = check_write(
        conditions, access.key, head ? std::optional<std::string_view>(head->etag) : std::nullopt);
    if (!held) return aws::fail(held.error());
    auto completed = s3::complete(completion, *upload, all_parts(transaction, access.upload));
    if (!completed) return aws::fail(completed.error());
    completed->object.last_modified = now;
    // The parts' references become the object's.
    writer.erase_upload(bucket, access.key, access.upload, completed->numbers);
    writer.put(bucket, access.key, completed->object,
               {.bytes = {}, .segments = completed->segments});
    garbage = writer.references().take_garbage();
    return std::move(completed->object);
  });
  if (!written) co_return aws::fail(as_s3_error(std::move(written.error())));
  co_await remove_garbage(store_, bodies_, std::move(garbage));
  co_return written;
}

Task<Result<aws::Unit>> Uploads::abort(const UploadAccess& access) {
  std::vector<BodyId> garbage;
  auto written = co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const auto upload = find_upload(transaction, access);
    if (!upload) return aws::fail(upload.error());
    ObjectWriter writer(transaction);
    writer.erase_upload(access.bucket.bucket, access.key, access.upload);
    garbage = writer.references().take_garbage();
    return aws::Unit{};
  });
  if (!written) co_return aws::fail(as_s3_error(std::move(written.error())));
  co_await remove_garbage(store_, bodies_, std::move(garbage));
  co_return aws::Unit{};
}

}  // namespace bellwether::cloud::s3
