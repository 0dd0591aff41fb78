// S3 from a function: the generated client, made ready in INIT.
//
//   auto client = bellwether::s3::connect();
//   auto put = client->PutObject({.Body = "wool", .Bucket = "shed", .Key = "sheep/1"});
//
// A body may be a source (aws/core/body.h) and an answer may go to a sink: neither is held whole.
// Uploads carry a CRC32, downloads are checked against theirs.
#pragma once

#include <cstddef>

#include "aws/s3/client.h"
#include "aws/s3/model.h"

namespace bellwether::s3 {

using namespace aws::s3;

// The same as bellwether::dynamodb::connect().
aws::Result<Client> connect(std::size_t connections = 1);

}  // namespace bellwether::s3
