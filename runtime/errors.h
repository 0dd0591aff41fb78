// From whatever a handler fails with to what Lambda is told.
#pragma once

#include <string>

#include "aws/json/writer.h"
#include "bellwether/function_error.h"

namespace bellwether {

// The exception being handled: its demangled type, what() or the text that it is, where it was
// thrown, and the exceptions nested in it.
FunctionError current_exception_error();

// "errorType":...,"errorMessage":...,"stackTrace":[...], and "cause":{...} if there is one.
void write_members(aws::json::Writer& writer, const FunctionError& error);
// An object of them.
std::string error_json(const FunctionError& error);

// The errorType as an HTTP header takes it: printable, without line breaks, bounded.
std::string header_value(const std::string& error_type);

}  // namespace bellwether
