// The X-Ray trace that calls belong to: the runtime sets it for each invocation, clients send it as
// X-Amzn-Trace-Id, by which Lambda also recognises recursive loops.
#pragma once

#include <string>

namespace bellwether::aws {

// Safe from several threads. Empty: none.
void set_trace_header(std::string value);
std::string trace_header();

}  // namespace bellwether::aws
