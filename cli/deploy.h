// `bellwether deploy`: a template becomes a stack, or a stack follows its template.
#pragma once

#include "cli/command.h"

namespace bellwether::cli {

void add_deploy(CLI::App& program, Run& chosen);

}  // namespace bellwether::cli
