#include "cloud/lambda/spawner/process_stat.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace bellwether::cloud::lambda::spawner {
namespace {

// Of the fields after the command's name: pages that ended children touched (cminflt in proc(5)).
constexpr int ended_children_faults = 9;

}  // namespace

bool has_ended_children(pid_t process) {
  char path[32] = {};
  std::snprintf(path, sizeof path, "/proc/%d/stat", static_cast<int>(process));
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  char text[1024] = {};
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0) return false;
  // The name may hold anything, a parenthesis too.
  const char* at = std::strrchr(text, ')');
  for (int field = 0; at != nullptr && field < ended_children_faults; ++field) {
    at = std::strchr(at + 1, ' ');
  }
  return at != nullptr && std::atoll(at + 1) > 0;
}

}  // namespace bellwether::cloud::lambda::spawner
