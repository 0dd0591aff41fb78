// The Authorization header of almost every request, read where it stands.
#pragma once

#include <optional>
#include <string_view>

#include "aws/core/http.h"

namespace bellwether::aws::sigv4 {

// Points into the request.
struct UsualAuthorization {
  std::string_view access_key_id;
  std::string_view region;
  std::string_view service;
};

// Of a request that is signed in its header, in the form that every AWS client writes, and in which
// check_without_secret() finds nothing but, perhaps, another body than the declared one. Any other
// is for parse_authorization(), which has AWS's words for what is wrong. Allocates nothing.
std::optional<UsualAuthorization> read_usual_authorization(const HttpRequest& request);

}  // namespace bellwether::aws::sigv4
