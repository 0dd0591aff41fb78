// A store in S3 and DynamoDB: an object `<uuid>.txt` that says the UUID, then an item with it.
#pragma once

#include <string>

#include <bellwether/dynamodb.h>
#include <bellwether/s3.h>

#include "domain/store.h"

namespace uuid_store {

// Thread-safe, as the clients are.
class AwsStore final : public Store {
 public:
  AwsStore(bellwether::s3::Client s3, std::string bucket, bellwether::dynamodb::Client dynamodb,
           std::string table);

  std::expected<void, StoreError> keep(const Uuid& uuid) override;

 private:
  bellwether::s3::Client s3_;
  std::string bucket_;
  bellwether::dynamodb::Client dynamodb_;
  std::string table_;
};

}  // namespace uuid_store
