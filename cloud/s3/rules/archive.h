// Storage classes whose bytes have to be restored before they can be read.
#pragma once

#include <string_view>

#include "aws/core/error.h"

namespace bellwether::cloud::s3 {

// InvalidObjectState of an archive's, since nothing is ever restored here.
aws::Result<aws::Unit> check_readable(std::string_view storage_class);

}  // namespace bellwether::cloud::s3
