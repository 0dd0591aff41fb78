#include <utility>

#include <fmt/format.h>

#include "cloud/s3/operations/read_request.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {

Result<aws::s3::HeadObjectOutput> Service::head_object(const RequestContext& context,
                                                       const aws::s3::HeadObjectRequest& input) {
  const auto access = check_request(context, input);
  if (!access) return aws::fail(access.error());
  const auto object = objects_.head(*access, input.Key);
  if (!object) return aws::fail(object.error());
  const auto chosen = choose_bytes(input, *object, clock_.now());
  if (!chosen) return aws::fail(chosen.error());

  aws::s3::HeadObjectOutput output;
  describe(output, *object, input);
  describe_bytes(output, *object, *chosen, input);
  return output;
}

}  // namespace bellwether::cloud::s3
