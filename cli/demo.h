// `bellwether demo`: an application in C++ and in Python on one cloud, loaded and compared.
#pragma once

#include "cli/command.h"

namespace bellwether::cli {

void add_demo(CLI::App& program, Run& chosen);

}  // namespace bellwether::cli
