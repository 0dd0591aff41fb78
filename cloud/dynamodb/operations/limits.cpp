// DescribeLimits, DescribeEndpoints.
#include "cloud/dynamodb/service.h"

namespace bellwether::cloud::dynamodb {

namespace {

// What a new account has.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
constexpr std::int64_t kAccountUnits = 80'000;
constexpr std::int64_t kTableUnits = 40'000;
constexpr std::int64_t kEndpointCacheMinutes = 1440;

}  // namespace

Result<aws::dynamodb::DescribeLimitsOutput> Service::describe_limits(
    const RequestContext&, const aws::dynamodb::DescribeLimitsInput&) {
  return aws::dynamodb::DescribeLimitsOutput{.AccountMaxReadCapacityUnits = kAccountUnits,
                                             .AccountMaxWriteCapacityUnits = kAccountUnits,
                                             .TableMaxReadCapacityUnits = kTableUnits,
                                             .TableMaxWriteCapacityUnits = kTableUnits};
}

Result<aws::dynamodb::DescribeEndpointsResponse> Service::describe_endpoints(
    const RequestContext&, const aws::dynamodb::DescribeEndpointsRequest&) {
  return aws::dynamodb::DescribeEndpointsResponse{
      .Endpoints = {{.Address = endpoint_, .CachePeriodInMinutes = kEndpointCacheMinutes}}};
}

}  // namespace bellwether::cloud::dynamodb
