// Buckets: making them, finding them, removing them. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/s3/bodies.h"
#include "cloud/s3/bucket.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::s3 {

struct BucketQuery {
  std::string prefix;
  std::string region;  // or empty: of all
  std::string after;   // only names after it
  std::size_t limit = 10'000;
};

struct BucketListing {
  std::vector<std::pair<std::string, Bucket>> buckets;
  // The last name, when there are more.
  std::optional<std::string> next;
};

class Buckets {
 public:
  // All outlive it.
  Buckets(store::Store& store, Bodies& bodies, Clock& clock)
      : store_(store), bodies_(bodies), clock_(clock) {}

  // `bucket.created` is set here. BucketAlreadyExists when another account has it. Its owner's
  // again is BucketAlreadyOwnedByYou, but not in us-east-1, as on AWS.
  Task<Result<aws::Unit>> create(const std::string& name, Bucket bucket);

  // NoSuchBucket or AccessDenied.
  Result<Bucket> find(const BucketAccess& access);

  // By name, the account's.
  BucketListing list(std::string_view account, const BucketQuery& query);

  // BucketNotEmpty while it has objects. Its uploads go with it.
  Task<Result<aws::Unit>> erase(const BucketAccess& access);

  // Everything of an account, or of all when that is empty.
  Task<void> reset(std::string account);

 private:
  store::Store& store_;
  Bodies& bodies_;
  Clock& clock_;
};

}  // namespace bellwether::cloud::s3
