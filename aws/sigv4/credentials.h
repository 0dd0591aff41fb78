// Who signs.
#pragma once

#include <optional>
#include <string>

#include "aws/core/types.h"

namespace bellwether::aws {

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  // Empty for long-term keys.
  std::string session_token;
  // When temporary credentials end.
  std::optional<Timestamp> expiration;
};

}  // namespace bellwether::aws
