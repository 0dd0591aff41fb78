#include "cloud/s3/bucket.h"

#include "cloud/s3/errors.h"
#include "cloud/s3/record_codec.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr char version = 1;

}  // namespace

std::string encode(const Bucket& bucket) {
  return RecordWriter(version)
      .text(bucket.account)
      .text(bucket.region)
      .number(static_cast<std::uint64_t>(bucket.created.time_since_epoch().count()))
      .take();
}

Bucket decode_bucket(std::string_view bytes) {
  RecordReader reader(bytes, version, "S3 bucket");
  Bucket bucket;
  bucket.account = reader.text();
  bucket.region = reader.text();
  bucket.created = aws::Timestamp(std::chrono::milliseconds(reader.number()));
  return bucket;
}

aws::Result<Bucket> check_access(std::optional<std::string_view> record,
                                 const BucketAccess& access) {
  if (!record) return aws::fail(errors::no_such_bucket(access.bucket));
  Bucket bucket = decode_bucket(*record);
  const bool expected = !access.expected_owner || *access.expected_owner == bucket.account;
  if (bucket.account != access.account || !expected) return aws::fail(errors::access_denied());
  return bucket;
}

}  // namespace bellwether::cloud::s3
