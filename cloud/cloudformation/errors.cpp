#include "cloud/cloudformation/errors.h"

#include <fmt/format.h>

namespace bellwether::cloud::cloudformation {

std::unexpected<aws::Error> invalid(std::string message, int line) {
  if (line > 0) message += fmt::format(" (line {})", line);
  return aws::fail({.code = "ValidationError", .message = std::move(message)});
}

std::unexpected<aws::Error> invalid(std::string message, const Value& where) {
  return invalid(std::move(message), where.line());
}

}  // namespace bellwether::cloud::cloudformation
