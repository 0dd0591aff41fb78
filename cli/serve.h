// `bellwether serve`: the cloud in the foreground.
#pragma once

#include "cli/command.h"

namespace bellwether::cli {

void add_serve(CLI::App& program, Run& chosen);

}  // namespace bellwether::cli
