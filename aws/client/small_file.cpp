#include "aws/client/small_file.h"

#include <fcntl.h>

#include "aws/client/file_descriptor.h"

namespace bellwether::aws {

std::optional<std::string> read_small_file(const std::string& path) {
  constexpr std::size_t largest = 1 << 20;
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  std::string text;
  char block[4096];
  while (true) {
    const ssize_t got = read(file.get(), block, sizeof block);
    if (got < 0) return std::nullopt;
    if (got == 0) return text;
    text.append(block, static_cast<std::size_t>(got));
    if (text.size() > largest) return std::nullopt;
  }
}

}  // namespace bellwether::aws
