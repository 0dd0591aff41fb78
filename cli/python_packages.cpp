#include "cli/python_packages.h"

#include <cstdlib>
#include <string_view>
#include <system_error>

namespace bellwether::cli {
namespace fs = std::filesystem;
namespace {

fs::path from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

// As tools/setup.sh chooses it.
fs::path cache_folder() {
  if (auto chosen = from_environment("BELLWETHER_CACHE"); !chosen.empty()) return chosen;
  if (auto caches = from_environment("XDG_CACHE_HOME"); !caches.empty()) {
    return caches / "bellwether";
  }
  if (auto home = from_environment("HOME"); !home.empty()) return home / ".cache" / "bellwether";
  return {};
}

}  // namespace

fs::path python_packages_of_setup() {
  const fs::path cache = cache_folder();
  if (cache.empty()) return {};
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(cache / "python" / "lib", error)) {
    const fs::path packages = entry.path() / "site-packages";
    if (fs::is_directory(packages, error)) return fs::canonical(packages, error);
  }
  return {};
}

}  // namespace bellwether::cli
