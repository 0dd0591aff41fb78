// What the demos of all applications say alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"

namespace bellwether::cli {

void say(std::string_view text);
// Answers the exit code.
int demo_failed(const aws::Error& error);
// False, and said so, when it cannot be written. No path is nothing to keep.
bool keep(const std::string& path, std::string_view text);
// Tells the reader, now and beside the numbers, when others keep the machine busy. Blocks for a
// moment.
void note_company(std::vector<std::string>& notes);

}  // namespace bellwether::cli
