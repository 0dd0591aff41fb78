// What the loop tells the log, and where tests look at it.
#pragma once

#include <string>

#include "bellwether/function_error.h"
#include "bellwether/log.h"

namespace bellwether::log {

// Reads AWS_LAMBDA_LOG_FORMAT and AWS_LAMBDA_LOG_LEVEL. Before, and where they are unset or
// unknown: text, from info on.
void configure_from_environment();
// Every line carries it from now on; empty: none.
void set_request_id(const std::string& request_id);
// The error with its type, message and stack, as AWS's own runtimes log what a handler threw.
void write_error(const FunctionError& error);
// Standard output but in tests.
void set_descriptor(int fd);

}  // namespace bellwether::log
