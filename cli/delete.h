// `bellwether delete`: a stack and everything in it goes.
#pragma once

#include "cli/command.h"

namespace bellwether::cli {

void add_delete(CLI::App& program, Run& chosen);

}  // namespace bellwether::cli
