// What "/proc/<pid>/stat" tells that nothing else does.
#pragma once

#include <sys/types.h>

namespace bellwether::cloud::lambda::spawner {

// Whether children of the process, itself alive or not yet waited for, have ended.
bool has_ended_children(pid_t process);

}  // namespace bellwether::cloud::lambda::spawner
