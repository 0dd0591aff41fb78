// The preflight that SAM gives every path of an API with Cors: an OPTIONS method on a mock.
#pragma once

#include <optional>
#include <string>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation::sam {

struct Cors {
  // Each as it is written into the response, quotes and all; null where not given.
  Value allow_origin;
  Value allow_methods;
  Value allow_headers;
  Value max_age;
  bool allow_credentials = false;
};

// Reads the property Cors: the origin alone, or a map.
Result<Cors> read_cors(std::string_view api, const Value& property);

// The OPTIONS method of a path whose item is `path_item`.
Value preflight(const Cors& cors, const Value& path_item);

}  // namespace bellwether::cloud::cloudformation::sam
