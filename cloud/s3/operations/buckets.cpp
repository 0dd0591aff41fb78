#include <utility>

#include <fmt/format.h>

#include "cloud/s3/operations/page_limit.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {
namespace {

namespace values = aws::s3::values;
using aws::s3::CreateBucketRequest;

// Where buckets are that say nothing of their place.
constexpr std::string_view default_region = "us-east-1";
// The oldest name of a region other than that.
constexpr std::string_view eu = "EU";
constexpr std::string_view eu_region = "eu-west-1";

constexpr std::int32_t most_buckets = 10'000;

std::string arn_of(std::string_view bucket) {
  return fmt::format("arn:aws:s3:::{}", bucket);
}

aws::Result<aws::Unit> check_supported(const CreateBucketRequest& input) {
  const bool grants = input.GrantFullControl || input.GrantRead || input.GrantReadACP ||
                      input.GrantWrite || input.GrantWriteACP;
  const bool shared = input.ACL && *input.ACL != values::BucketCannedACL::private_;
  if (shared && !is_one_of(*input.ACL, values::BucketCannedACL::all)) {
    return aws::fail(errors::invalid_argument("", "x-amz-acl", *input.ACL));
  }
  if (shared || grants) return aws::fail(errors::invalid_bucket_acl());
  if (input.ObjectLockEnabledForBucket.value_or(false)) {
    return aws::fail(errors::not_implemented("x-amz-bucket-object-lock-enabled"));
  }
  if (const auto& ownership = input.ObjectOwnership) {
    if (!is_one_of(*ownership, values::ObjectOwnership::all)) {
      return aws::fail(errors::invalid_argument(
          fmt::format("Invalid x-amz-object-ownership header: {}", *ownership),
          "x-amz-object-ownership", *ownership));
    }
    if (*ownership != values::ObjectOwnership::BucketOwnerEnforced) {
      return aws::fail(errors::not_implemented("x-amz-object-ownership " + *ownership));
    }
  }
  if (input.BucketNamespace && *input.BucketNamespace != values::BucketNamespace::global) {
    return aws::fail(errors::not_implemented("x-amz-bucket-namespace " + *input.BucketNamespace));
  }
  if (const auto& configuration = input.CreateBucketConfiguration) {
    if (configuration->Location || configuration->Bucket) {
      return aws::fail(errors::not_implemented("A directory bucket"));
    }
    if (configuration->Tags && !configuration->Tags->empty()) {
      return aws::fail(errors::not_implemented("Tags of a bucket"));
    }
  }
  return aws::Unit{};
}

// The region that the bucket is to be in: that of the request, which may repeat it.
aws::Result<std::string> region_of(const Scope& scope, const CreateBucketRequest& input) {
  const auto& configuration = input.CreateBucketConfiguration;
  const auto constraint = configuration ? configuration->LocationConstraint : std::nullopt;
  if (!constraint) {
    if (scope.region == default_region) return scope.region;
    return aws::fail(errors::illegal_location_constraint(
        "The unspecified location constraint is incompatible for the region specific endpoint this "
        "request was sent to."));
  }
  if (!is_one_of(*constraint, values::BucketLocationConstraint::all)) {
    return aws::fail(errors::invalid_location_constraint(*constraint));
  }
  std::string region(*constraint == eu ? eu_region : std::string_view(*constraint));
  // us-east-1 makes buckets anywhere.
  if (region == scope.region || scope.region == default_region) return region;
  return aws::fail(errors::illegal_location_constraint(
      fmt::format("The {} location constraint is incompatible for the region specific endpoint "
                  "this request was sent to.",
                  *constraint)));
}

}  // namespace

Result<aws::s3::ListBucketsOutput> Service::list_buckets(const RequestContext& context,
                                                         const aws::s3::ListBucketsRequest& input) {
  const std::int32_t limit = input.MaxBuckets.value_or(most_buckets);
  if (limit < 1 || limit > most_buckets) {
    return aws::fail(
        errors::invalid_argument("Argument max-buckets must be an integer between 1 and 10000.",
                                 "max-buckets", std::to_string(limit)));
  }
  BucketQuery query{.prefix = input.Prefix.value_or(""),
                    .region = input.BucketRegion.value_or(""),
                    .limit = static_cast<std::size_t>(limit)};
  if (input.ContinuationToken) {
    auto after = read_token(*input.ContinuationToken);
    if (!after) return aws::fail(std::move(after.error()));
    query.after = std::move(*after);
  }
  // Only answers in pages tell the buckets' regions.
  const bool paged =
      input.MaxBuckets || input.ContinuationToken || input.Prefix || input.BucketRegion;
  BucketListing listing = buckets_.list(context.scope.account, query);
  aws::s3::ListBucketsOutput output{.Owner = owner_of(context.scope.account),
                                    .Prefix = input.Prefix};
  output.Buckets.emplace();
  for (auto& [name, bucket] : listing.buckets) {
    aws::s3::Bucket& listed = output.Buckets->emplace_back();
    listed.Name = name;
    listed.CreationDate = bucket.created;
    if (paged) {
      listed.BucketRegion = bucket.region;
      listed.BucketArn = arn_of(name);
    }
  }
  if (listing.next) output.ContinuationToken = make_token(*listing.next);
  return output;
}

Task<Result<aws::s3::CreateBucketOutput>> Service::create_bucket(
    const RequestContext& context, aws::s3::CreateBucketRequest input) {
  if (!is_bucket_name(input.Bucket)) {
    co_return aws::fail(errors::invalid_bucket_name(input.Bucket));
  }
  if (auto checked = check_supported(input); !checked) co_return aws::fail(checked.error());
  auto region = region_of(context.scope, input);
  if (!region) co_return aws::fail(std::move(region.error()));
  const bool here = *region == default_region;
  Bucket bucket{.account = context.scope.account, .region = std::move(*region), .created = {}};
  auto made = co_await buckets_.create(input.Bucket, std::move(bucket));
  if (!made) co_return aws::fail(std::move(made.error()));
  co_return aws::s3::CreateBucketOutput{
      .Location =
          here ? "/" + input.Bucket : fmt::format("http://{}.s3.amazonaws.com/", input.Bucket),
      .BucketArn = arn_of(input.Bucket)};
}

Result<aws::s3::HeadBucketOutput> Service::head_bucket(const RequestContext& context,
                                                       const aws::s3::HeadBucketRequest& input) {
  const auto access = check_request(context, input);
  if (!access) return aws::fail(access.error());
  auto bucket = buckets_.find(*access);
  if (!bucket) return aws::fail(std::move(bucket.error()));
  return aws::s3::HeadBucketOutput{.BucketArn = arn_of(input.Bucket),
                                   .BucketRegion = std::move(bucket->region),
                                   .AccessPointAlias = false};
}

Task<Result<aws::Unit>> Service::delete_bucket(const RequestContext& context,
                                               aws::s3::DeleteBucketRequest input) {
  const auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  co_return co_await buckets_.erase(*access);
}

Result<aws::s3::GetBucketLocationOutput> Service::get_bucket_location(
    const RequestContext& context, const aws::s3::GetBucketLocationRequest& input) {
  const auto access = check_request(context, input);
  if (!access) return aws::fail(access.error());
  auto bucket = buckets_.find(*access);
  if (!bucket) return aws::fail(std::move(bucket.error()));
  aws::s3::GetBucketLocationOutput output;
  if (bucket->region != default_region) output.LocationConstraint = std::move(bucket->region);
  return output;
}

}  // namespace bellwether::cloud::s3
