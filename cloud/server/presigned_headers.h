// Headers that a presigned URL of S3 carries in its query, where those who sign put what they would
// have sent: x-amz-meta-..., x-amz-acl, x-amz-tagging.
#pragma once

#include "aws/core/http.h"

namespace bellwether::cloud::server {

// Makes them headers; one that was sent is kept. Nothing is done to a request that is not
// presigned.
void add_presigned_headers(aws::HttpRequest& request);

}  // namespace bellwether::cloud::server
