// The errors of a template, in CloudFormation's words, with the line they are about.
#pragma once

#include <string>

#include "aws/core/error.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation {

template <class T>
using Result = aws::Result<T>;

// CloudFormation's one code for whatever is wrong with a template or its parameters. A line of 0 is
// left out of the message.
std::unexpected<aws::Error> invalid(std::string message, int line = 0);
std::unexpected<aws::Error> invalid(std::string message, const Value& where);

}  // namespace bellwether::cloud::cloudformation
