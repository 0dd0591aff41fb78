// Where the exceptions of this thread were thrown.
//
// The linker routes every throw through here (--wrap=__cxa_throw), which notes the return addresses
// and goes on: some microseconds a throw, nothing otherwise. A stripped binary has no names, so
// frames are addresses for addr2line and the .debug file that bellwether_add_lambda() leaves beside
// the zip.
#pragma once

#include <string>
#include <vector>

namespace bellwether {

// The frames of the last throw of this thread, if `exception` is the object that it threw; null
// asks for the last whatever it threw.
std::vector<std::string> stack_of_throw(const void* exception);

}  // namespace bellwether
