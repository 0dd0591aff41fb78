#include "cloud/lambda/service_folder.h"

#include <cerrno>
#include <charconv>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

namespace bellwether::cloud::lambda {
namespace fs = std::filesystem;
namespace {

// Followed by the process id, so that leftovers can be told from what is in use.
constexpr std::string_view prefix = "bellwether-lambda-";

void remove_leftovers(const fs::path& parent) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(prefix)) continue;
    pid_t owner = 0;
    std::from_chars(name.data() + prefix.size(), name.data() + name.size(), owner);
    if (owner <= 0 || ::kill(owner, 0) == 0 || errno != ESRCH) continue;
    fs::remove_all(entry.path(), ignored);
  }
}

fs::path make_temporary() {
  std::error_code error;
  fs::path parent = fs::temp_directory_path(error);
  if (error) parent = "/tmp";
  remove_leftovers(parent);
  std::string name = parent / fmt::format("{}{}-XXXXXX", prefix, ::getpid());
  // Without a folder every operation that needs a file answers with the reason.
  return ::mkdtemp(name.data()) == nullptr ? parent / name : fs::path(name);
}

}  // namespace

ServiceFolder::ServiceFolder(const fs::path& given)
    : path_(given.empty() ? make_temporary() : fs::absolute(given)), temporary_(given.empty()) {}

ServiceFolder::~ServiceFolder() {
  std::error_code ignored;
  if (temporary_) fs::remove_all(path_, ignored);
}

}  // namespace bellwether::cloud::lambda
