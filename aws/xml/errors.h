// What a REST-XML service says of a request that cannot be read.
#pragma once

#include <string_view>

#include "aws/core/error.h"

namespace bellwether::aws::xml {

// A body that is no XML, or not the document that the operation wants.
Error malformed();
// A body that is missing.
Error missing_body();
// A header or query parameter that its type refuses; `name` is as on the wire.
Error invalid_argument(std::string_view name, std::string_view value);

}  // namespace bellwether::aws::xml
