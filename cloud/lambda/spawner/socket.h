// Messages with descriptors over a unix socket, as few system calls as that takes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace bellwether::cloud::lambda::spawner {

struct Received {
  // Of `bytes`; 0 at the end of the conversation, -1 with errno.
  ssize_t size = -1;
  // Close-on-exec; the caller's to close.
  std::vector<int> descriptors;
  // The sender as this process sees it, where the socket asks for credentials; or 0.
  pid_t sender = 0;
};

bool send_message(int socket, std::string_view bytes, std::span<const int> descriptors = {});
Received receive_message(int socket, std::span<char> bytes);

}  // namespace bellwether::cloud::lambda::spawner
