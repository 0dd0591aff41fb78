#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cloud/cloudformation/resources/convert.h"
#include "cloud/cloudformation/resources/handler.h"

namespace bellwether::cloud::cloudformation {
namespace {

namespace s3 = aws::s3;

constexpr std::size_t max_name = 63;
// Whose buckets have no location: CreateBucket refuses its name as one.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
constexpr std::string_view region_without_location = "us-east-1";
constexpr int not_found = 404;

constexpr std::array rules = {
    PropertyRule{.name = "BucketName", .change = PropertyRule::Change::replacement},
};
constexpr std::array<std::string_view, 4> attribute_names = {
    "Arn", "DomainName", "DualStackDomainName", "RegionalDomainName"};

std::string generated_name(Surroundings& around, std::string_view logical_id) {
  std::string name = physical_name(around, logical_id, max_name);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return name;
}

Live live(const std::string& name, const std::string& region) {
  return {
      .physical_id = name,
      .attributes = {{"Arn", fmt::format("arn:aws:s3:::{}", name)},
                     {"DomainName", fmt::format("{}.s3.amazonaws.com", name)},
                     {"DualStackDomainName",
                      fmt::format("{}.s3.dualstack.{}.amazonaws.com", name, region)},
                     {"RegionalDomainName", fmt::format("{}.s3.{}.amazonaws.com", name, region)}},
      .note = ""};
}

class Bucket final : public ResourceHandler {
 public:
  std::string_view type() const override { return "AWS::S3::Bucket"; }
  std::span<const PropertyRule> properties() const override { return rules; }
  std::span<const std::string_view> attributes() const override { return attribute_names; }
  std::string_view name_property() const override { return "BucketName"; }

  Result<Live> create(Surroundings& around, const Desired& desired) const override {
    Reader properties(desired.logical_id, desired.properties);
    const auto given = properties.text("BucketName");
    if (properties.error()) return std::unexpected(*properties.error());
    const std::string name = given ? *given : generated_name(around, desired.logical_id);
    s3::CreateBucketRequest request{.Bucket = name};
    if (around.stack.region != region_without_location) {
      request.CreateBucketConfiguration =
          s3::CreateBucketConfiguration{.LocationConstraint = around.stack.region};
    }
    auto created = around.operations.call<s3::CreateBucket>(request);
    if (!created) return std::unexpected(created.error());
    return live(name, around.stack.region);
  }

  // Its one property asks for replacement.
  Result<Live> update(Surroundings& around, const Desired&,
                      const ResourceRecord& current) const override {
    return live(current.physical_id, around.stack.region);
  }

  // Refused by S3 while it has objects, as on AWS.
  Result<aws::Unit> remove(Surroundings& around, const ResourceRecord& current) const override {
    return removed_unless_missing(
        around.operations.call<s3::DeleteBucket>({.Bucket = current.physical_id}), "NoSuchBucket");
  }

  // An answer to HEAD has no body that could name the error.
  Result<bool> exists(Surroundings& around, const ResourceRecord& current) const override {
    const auto found = around.operations.call<s3::HeadBucket>({.Bucket = current.physical_id});
    if (found) return true;
    if (found.error().http_status == not_found) return false;
    return std::unexpected(found.error());
  }
};

}  // namespace

std::unique_ptr<const ResourceHandler> make_bucket() {
  return std::make_unique<Bucket>();
}

}  // namespace bellwether::cloud::cloudformation
