// Refusals in the words of SAM's translator.
#pragma once

#include <string_view>

#include "cloud/cloudformation/errors.h"

namespace bellwether::cloud::cloudformation::sam {

std::unexpected<aws::Error> refuse(std::string_view logical_id, std::string_view why, int line);

// Fails on the first property that `supported` does not name.
Result<aws::Unit> check_properties(std::string_view logical_id, std::string_view type,
                                   const Value& properties,
                                   std::initializer_list<std::string_view> supported);

}  // namespace bellwether::cloud::cloudformation::sam
