// What TagResource, UntagResource and CreateTable refuse of tags.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "aws/core/error.h"
#include "aws/dynamodb/model.h"

namespace bellwether::cloud::dynamodb {

std::optional<aws::Error> check_tags(const std::vector<aws::dynamodb::Tag>& tags);
std::optional<aws::Error> check_tag_keys(const std::vector<std::string>& keys);
// How many tags a table has at most.
std::optional<aws::Error> check_tag_count(std::size_t count);

}  // namespace bellwether::cloud::dynamodb
