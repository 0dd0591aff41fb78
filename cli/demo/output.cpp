#include "cli/demo/output.h"

#include <cstdio>
#include <fstream>
#include <utility>

#include <fmt/core.h>

#include "lab/saturation.h"

namespace bellwether::cli {

void say(std::string_view text) {
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

int demo_failed(const aws::Error& error) {
  fmt::print(stderr, "bellwether demo: {}: {}\n", error.code, error.message);
  return 1;
}

bool keep(const std::string& path, std::string_view text) {
  if (path.empty()) return true;
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) fmt::print(stderr, "bellwether demo: cannot write {}\n", path);
  return static_cast<bool>(file);
}

void note_company(std::vector<std::string>& notes) {
  auto warning = lab::company_warning(lab::busy_cores());
  if (!warning) return;
  say(*warning);
  notes.push_back(std::move(*warning));
}

}  // namespace bellwether::cli
