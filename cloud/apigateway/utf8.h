// Text for JSON: what is not UTF-8 becomes U+FFFD.
#pragma once

#include <string>

namespace bellwether::cloud::apigateway {

// Costs one fast look when the text is UTF-8 already.
std::string to_utf8(std::string text);

}  // namespace bellwether::cloud::apigateway
