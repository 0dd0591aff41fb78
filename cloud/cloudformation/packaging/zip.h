// Zip archives that depend on their content alone: equal files give equal bytes, whenever and
// wherever they are packed, so that an unchanged function is recognised by its digest.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "cloud/cloudformation/errors.h"

namespace bellwether::cloud::cloudformation::packaging {

// Lambda's limits for a function: the archive sent with the request, and its content unpacked.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
inline constexpr std::size_t max_zip_bytes = std::size_t{50} * 1024 * 1024;
inline constexpr std::size_t max_unzipped_bytes = std::size_t{250} * 1024 * 1024;

struct File {
  // Inside the archive, with slashes.
  std::string path;
  std::string bytes;
  // Permission bits, such as 0755; Lambda unpacks with them.
  unsigned mode = 0644;
};

// The archive of these files, in the order of their paths.
Result<std::string> zip(std::vector<File> files);

// Every file below a folder, links followed. Fails above Lambda's limit.
Result<std::vector<File>> read_folder(const std::filesystem::path& folder);

// A file's bytes; fails above `limit`.
Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit);

}  // namespace bellwether::cloud::cloudformation::packaging
