#include "cloud/cloudformation/sam/errors.h"

#include <algorithm>

#include <fmt/format.h>

namespace bellwether::cloud::cloudformation::sam {

std::unexpected<aws::Error> refuse(std::string_view logical_id, std::string_view why, int line) {
  return invalid(fmt::format("Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless "
                             "Application Specification document. Number of errors found: 1. "
                             "Resource with id [{}] is invalid. {}",
                             logical_id, why),
                 line);
}

Result<aws::Unit> check_properties(std::string_view logical_id, std::string_view type,
                                   const Value& properties,
                                   std::initializer_list<std::string_view> supported) {
  for (const auto& [name, value] : properties.members()) {
    if (std::ranges::find(supported, name) == supported.end()) {
      return refuse(logical_id, fmt::format("Property {} of {} is not supported.", name, type),
                    value.line());
    }
  }
  return {};
}

}  // namespace bellwether::cloud::cloudformation::sam
