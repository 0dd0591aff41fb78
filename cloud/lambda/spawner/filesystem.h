// The small read-only root that functions see.
//
// The spawner makes the root once, in a mount namespace of its own; every sandbox takes a copy of
// that namespace, adds its own folders and lets go of the machine's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cloud/lambda/spawner/protocol.h"

namespace bellwether::cloud::lambda::spawner {

// How much of the machine functions are kept apart from.
enum class Isolation {
  // Own mounts and processes, made with the machine's root rights; functions run as a plain user.
  root,
  // The same within a user namespace, for a server that a plain user started.
  user_namespace,
  // The machine as it is: neither of the above is allowed here.
  none,
};

// Where the machine's own root stays reachable until a sandbox is complete.
inline constexpr const char* host_root = "/.host";

// Gives the calling process the small root. On failure `reason` says which step was refused.
Isolation enter_base_root(std::string& reason);

// Gives the calling process, the first of its process namespace, its own view of the small root
// with these folders in it. Empty, or what failed.
std::string enter_sandbox_root(const std::vector<Mount>& mounts);

// Run as no one in particular, without capabilities, unable to gain any.
void drop_rights(Isolation isolation);

}  // namespace bellwether::cloud::lambda::spawner
