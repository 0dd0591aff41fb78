// What the server and its spawner say to each other, over unix sockets that keep message borders.
//
// The spawner is a small static program that the server starts once. It is asked for sandboxes: for
// each it forks a child, the sandbox's first process, which joins its cgroups, takes namespaces of
// its own and then waits on a socket of its own for the Launch that says what to run. What took the
// kernel milliseconds (joining a cgroup) is so done before a function needs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bellwether::cloud::lambda::spawner {

// A Launch must fit one message: 4 KB of the user's variables, our own and some paths.
inline constexpr std::size_t max_message_bytes = std::size_t{64} * 1024;
// Descriptors with one message: the sandbox's socket and the cgroups to join.
inline constexpr std::size_t max_descriptors = 8;
// The spawner's own socket, from its first instruction on.
inline constexpr int spawner_socket = 3;

// First byte of what a sandbox's processes send to the server.
enum class Note : char {
  // The sandbox's first process waits for its Launch.
  ready = 'r',
  // About to exec, at the monotonic clock's nanoseconds that follow (an int64): the server may read
  // this late. The message's credentials carry the process id as the server sees it.
  started = 's',
  // exec failed; an int with errno follows.
  exec_failed = 'e',
  // The sandbox could not be made; text follows.
  failed = 'f',
  // The function's process has ended; an Ended follows.
  exited = 'x',
};

struct Ended {
  int wait_status = 0;
  bool had_children = false;
  // Of the process, or of the largest of its children that it has waited for.
  std::int64_t peak_resident_bytes = 0;
};

// One folder of the machine made visible in the sandbox.
struct Mount {
  std::string source;
  std::string target;
  bool writable = false;
};

struct Launch {
  std::vector<Mount> mounts;
  std::string working_folder;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  // The largest file that may be written, in bytes; 0 is no limit.
  std::uint64_t file_size_limit = 0;
};

std::string encode(const Launch& launch);
// False when the bytes are something else.
bool decode(const char* bytes, std::size_t size, Launch& launch);

}  // namespace bellwether::cloud::lambda::spawner
