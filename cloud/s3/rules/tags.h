// An object's tags: at most ten, each key once.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/core/error.h"

namespace bellwether::cloud::s3 {

// (key, value), as they were given.
using Tags = std::vector<std::pair<std::string, std::string>>;

aws::Result<aws::Unit> check_tags(const Tags& tags);

// x-amz-tagging: "key=value&key=value", URL-encoded; checked.
aws::Result<Tags> parse_tagging(std::string_view header);

}  // namespace bellwether::cloud::s3
