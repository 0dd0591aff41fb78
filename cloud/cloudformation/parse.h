// Text to Value: YAML as CloudFormation reads it, and JSON, which is a subset of it.
#pragma once

#include <cstddef>
#include <string_view>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation {

// CloudFormation's limit for a template in S3, the larger of its two.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
inline constexpr std::size_t max_template_bytes = 1024 * 1024;

// Short forms become long ones: `!GetAtt A.Arn` is read as {"Fn::GetAtt": ["A", "Arn"]}. Aliases,
// merge keys and repeated keys are refused, as CloudFormation refuses them.
Result<Value> parse_template_text(std::string_view text);

// The same reader without the size limit, for JSON documents of our own.
Result<Value> parse_document(std::string_view text);

}  // namespace bellwether::cloud::cloudformation
