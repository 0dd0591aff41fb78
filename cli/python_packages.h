// What Python functions import besides their own code, as AWS's runtimes carry boto3.
#pragma once

#include <filesystem>

namespace bellwether::cli {

// The folder of packages that `./bw setup` made, in the cache folder; empty when there is none.
std::filesystem::path python_packages_of_setup();

}  // namespace bellwether::cli
