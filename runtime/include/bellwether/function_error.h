// What a function answers when it fails: AWS's errorType, errorMessage and stackTrace, and the
// cause that its Java runtime has.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "aws/core/error.h"

namespace bellwether {

struct FunctionError {
  FunctionError(std::string error_type, std::string error_message)
      : type(std::move(error_type)), message(std::move(error_message)) {}
  // A failed call to AWS is a reason to fail with: its code is the errorType.
  FunctionError(const aws::Error& error)  // NOLINT: an AWS error is one
      : type(error.code), message(error.message) {}

  std::string type;
  std::string message;
  std::vector<std::string> stack;
  // Of std::throw_with_nested: what it was thrown because of, and what that was, and so on.
  struct Cause {
    std::string type;
    std::string message;
  };
  std::vector<Cause> causes;
};

}  // namespace bellwether
