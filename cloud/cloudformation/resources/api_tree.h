// Brings the resources and methods of a REST API to what an OpenAPI document says.
#pragma once

#include <string>

#include "cloud/cloudformation/resources/api_method.h"

namespace bellwether::cloud::cloudformation {

// `previous` is what was put before: a method that is as it was is left alone, if it is still
// there. Resources on the way to no path any more are removed.
Result<aws::Unit> bring_to(Surroundings& around, const std::string& rest_api_id,
                           const ApiPaths& previous, const ApiPaths& desired);

}  // namespace bellwether::cloud::cloudformation
