// From whatever a handler fails with to what Lambda is told.
#pragma once

#include <string>

#include "bellwether/function_error.h"

namespace bellwether {

// The exception being handled: its demangled type, what(), and where it was thrown.
FunctionError current_exception_error();

// {"errorType":...,"errorMessage":...,"stackTrace":[...]}
std::string error_json(const FunctionError& error);

// The errorType as an HTTP header takes it: printable, without line breaks, bounded.
std::string header_value(const std::string& error_type);

}  // namespace bellwether
