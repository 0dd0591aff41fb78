#include "cloud/s3/buckets.h"

#include <algorithm>
#include <utility>

#include "cloud/s3/errors.h"
#include "cloud/s3/garbage.h"
#include "cloud/s3/keys.h"
#include "cloud/s3/object_store.h"
#include "cloud/s3/object_writer.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr std::string_view forgiving_region = "us-east-1";

// Calls `take` with what follows `prefix` in each key, until it answers false. `take` may erase the
// key that it is given.
template <class Reader, class Take>
void for_keys(const Reader& reader, const std::string& prefix, std::string_view from, Take take) {
  auto cursor = reader.from(from);
  while (cursor.valid() && cursor.key().starts_with(prefix)) {
    const std::string key(cursor.key());
    if (!take(key.substr(prefix.size()))) return;
    cursor.seek(key);
    if (cursor.valid() && cursor.key() == key) cursor.next();
  }
}

void erase_uploads(store::Transaction& transaction, ObjectWriter& writer,
                   const std::string& bucket) {
  const std::string all = keys::uploads(bucket).bytes();
  for_keys(transaction, all, all, [&](const std::string& rest) {
    store::KeyReader reader(rest);
    std::string key;
    if (reader.text(key)) writer.erase_upload(bucket, key, reader.rest());
    return true;
  });
}

void erase_objects(store::Transaction& transaction, ObjectWriter& writer,
                   const std::string& bucket) {
  const std::string all = keys::objects(bucket).bytes();
  for_keys(transaction, all, all, [&](const std::string& key) {
    writer.erase(bucket, key);
    return true;
  });
}

void erase_record(store::Transaction& transaction, std::string_view account,
                  std::string_view bucket) {
  transaction.erase(keys::bucket(bucket));
  transaction.erase(keys::bucket_of(account, bucket));
}

}  // namespace

Task<Result<aws::Unit>> Buckets::create(const std::string& name, Bucket bucket) {
  bucket.created = whole_seconds(clock_.now());
  auto written = co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    if (const auto record = transaction.get(keys::bucket(name))) {
      const Bucket existing = decode_bucket(*record);
      if (existing.account != bucket.account) {
        return aws::fail(errors::bucket_already_exists(name));
      }
      if (existing.region == forgiving_region && bucket.region == forgiving_region) {
        return aws::Unit{};
      }
      return aws::fail(errors::bucket_already_owned_by_you(name));
    }
    transaction.put(keys::bucket(name), encode(bucket));
    transaction.put(keys::bucket_of(bucket.account, name), {});
    return aws::Unit{};
  });
  if (!written) co_return aws::fail(as_s3_error(std::move(written.error())));
  co_return aws::Unit{};
}

Result<Bucket> Buckets::find(const BucketAccess& access) {
  return check_access(store_.read().get(keys::bucket(access.bucket)), access);
}

BucketListing Buckets::list(std::string_view account, const BucketQuery& query) {
  BucketListing listing;
  const auto snapshot = store_.read();
  const std::string all = keys::buckets_of(account).bytes();
  const store::Key first = keys::bucket_of(account, std::max(query.prefix, query.after));
  for_keys(snapshot, all, first, [&](const std::string& name) {
    if (name == query.after) return true;
    if (!name.starts_with(query.prefix)) return false;
    const auto record = snapshot.get(keys::bucket(name));
    if (!record) return true;
    Bucket bucket = decode_bucket(*record);
    if (!query.region.empty() && bucket.region != query.region) return true;
    if (listing.buckets.size() == query.limit) {
      listing.next = listing.buckets.back().first;
      return false;
    }
    listing.buckets.emplace_back(name, std::move(bucket));
    return true;
  });
  return listing;
}

Task<Result<aws::Unit>> Buckets::erase(const BucketAccess& access) {
  std::vector<BodyId> garbage;
  auto written = co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const auto bucket = check_access(transaction.get(keys::bucket(access.bucket)), access);
    if (!bucket) return aws::fail(bucket.error());
    const std::string objects = keys::objects(access.bucket).bytes();
    const auto first = transaction.from(objects);
    if (first.valid() && first.key().starts_with(objects)) {
      return aws::fail(errors::bucket_not_empty(access.bucket));
    }
    ObjectWriter writer(transaction);
    erase_uploads(transaction, writer, access.bucket);
    erase_record(transaction, bucket->account, access.bucket);
    garbage = writer.references().take_garbage();
    return aws::Unit{};
  });
  if (!written) co_return aws::fail(as_s3_error(std::move(written.error())));
  co_await remove_garbage(store_, bodies_, std::move(garbage));
  co_return aws::Unit{};
}

Task<void> Buckets::reset(std::string account) {
  std::vector<BodyId> garbage;
  co_await store_.write([&](store::Transaction& transaction) {
    ObjectWriter writer(transaction);
    const std::string all = keys::buckets().bytes();
    for_keys(transaction, all, all, [&](const std::string& name) {
      const Bucket bucket = decode_bucket(transaction.get(keys::bucket(name)).value_or(""));
      if (!account.empty() && bucket.account != account) return true;
      erase_objects(transaction, writer, name);
      erase_uploads(transaction, writer, name);
      erase_record(transaction, bucket.account, name);
      return true;
    });
    garbage = writer.references().take_garbage();
    return true;
  });
  co_await remove_garbage(store_, bodies_, std::move(garbage));
}

}  // namespace bellwether::cloud::s3
