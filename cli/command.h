// The shape of a command of `bellwether`. Each lives in files of its own and adds itself to the
// program's parser; choosing it on the command line puts its work into `chosen`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace bellwether::cli {

// Returns the exit code. Exceptions end the program with code 1 and their message.
using Run = std::function<int()>;
using AddCommand = void (*)(CLI::App& program, Run& chosen);

// The command line was not understood.
inline constexpr int exit_usage = 2;

}  // namespace bellwether::cli
