// DynamoDB from a function: the generated client, made ready in INIT.
//
//   auto client = bellwether::dynamodb::connect();
//   auto item = client->GetItem({.TableName = "sheep", .Key = {...}});
#pragma once

#include <cstddef>

#include "aws/dynamodb/client.h"
#include "aws/dynamodb/model.h"

namespace bellwether::dynamodb {

using namespace aws::dynamodb;

// A client by the function's environment (region, credentials, AWS_ENDPOINT_URL), its connections
// open and its signing key derived. `connections`: how many threads will call at the same time.
// Configuration and credentials that are missing or wrong are errors. An endpoint that cannot be
// reached is a warning in the log: the calls retry, and report it if it stays so.
aws::Result<Client> connect(std::size_t connections = 1);

}  // namespace bellwether::dynamodb
