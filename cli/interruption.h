// What to tidy up when somebody presses Ctrl-C.
#pragma once

#include <functional>

namespace bellwether::cli {

// From here on SIGINT and SIGTERM wait for on_interruption. Call it first, while there is one
// thread: threads and children made later inherit it.
void hold_interruptions();

// On either signal runs `tidy` on a thread of its own and ends the program as the signal would
// have.
void on_interruption(std::function<void()> tidy);

}  // namespace bellwether::cli
