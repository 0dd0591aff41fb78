#include "cloud/aws_store.h"

#include <string_view>
#include <utility>

namespace uuid_store {
namespace {

namespace dynamodb = bellwether::dynamodb;

std::unexpected<StoreError> failed(std::string_view service, const bellwether::aws::Error& error) {
  return std::unexpected(
      StoreError{std::string(service) + ": " + error.code + ": " + error.message});
}

}  // namespace

AwsStore::AwsStore(bellwether::s3::Client s3, std::string bucket, dynamodb::Client dynamodb,
                   std::string table)
    : s3_(std::move(s3)),
      bucket_(std::move(bucket)),
      dynamodb_(std::move(dynamodb)),
      table_(std::move(table)) {}

std::expected<void, StoreError> AwsStore::keep(const Uuid& uuid) {
  const std::string text = uuid.text();
  if (const auto put = s3_.PutObject({.Body = text, .Bucket = bucket_, .Key = text + ".txt"});
      !put) {
    return failed("S3", put.error());
  }
  if (const auto put = dynamodb_.PutItem(
          {.TableName = table_, .Item = {{"id", dynamodb::AttributeValue::make_S(text)}}});
      !put) {
    return failed("DynamoDB", put.error());
  }
  return {};
}

}  // namespace uuid_store
