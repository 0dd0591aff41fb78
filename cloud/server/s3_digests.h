// Whether a request's body that is read whole, an XML document, is the one that its sender meant.
// Of what streams, whoever receives it checks the same.
#pragma once

#include <string_view>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "aws/core/operation.h"

namespace bellwether::cloud::server {

// Content-MD5 and x-amz-checksum-* where the request has them, and that it has one where S3 asks
// for one. BadDigest, InvalidDigest, InvalidRequest.
aws::Result<aws::Unit> check_digests(const aws::OperationInfo& operation,
                                     const aws::HttpRequest& request);

}  // namespace bellwether::cloud::server
