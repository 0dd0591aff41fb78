// Buckets in host names: "photos.s3.localhost:4566" stands for the path "/photos".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/http.h"

namespace bellwether::cloud::server {

// The bucket that a Host header names, or nothing. The forms are AWS's own and, with "localhost" or
// "localhost.localstack.cloud" in place of "amazonaws.com", ours: BUCKET.s3.DOMAIN,
// BUCKET.s3.REGION.DOMAIN, BUCKET.s3-REGION.DOMAIN, and BUCKET.localhost, which clients make of the
// endpoint "http://localhost".
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
std::optional<std::string_view> bucket_of_host(std::string_view host);

// The request's path with the bucket in front, still percent-encoded; nothing when its host names
// none.
std::optional<std::string> path_with_bucket(const aws::HttpRequest& request);

}  // namespace bellwether::cloud::server
