#include "cloud/lambda/spawner/protocol.h"

#include <cstring>

namespace bellwether::cloud::lambda::spawner {
namespace {

void put(std::string& out, std::uint64_t number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void put(std::string& out, const std::string& text) {
  put(out, static_cast<std::uint64_t>(text.size()));
  out += text;
}

struct Reader {
  const char* at;
  const char* end;

  bool get(std::uint64_t& number) {
    if (static_cast<std::size_t>(end - at) < sizeof number) return false;
    std::memcpy(&number, at, sizeof number);
    at += sizeof number;
    return true;
  }

  bool get(std::string& text) {
    std::uint64_t size = 0;
    if (!get(size) || size > static_cast<std::uint64_t>(end - at)) return false;
    text.assign(at, size);
    at += size;
    return true;
  }

  template <class T, class Get>
  bool list(std::vector<T>& items, Get get_item) {
    std::uint64_t count = 0;
    if (!get(count) || count > max_message_bytes) return false;
    items.resize(count);
    for (T& item : items) {
      if (!get_item(item)) return false;
    }
    return true;
  }
};

}  // namespace

std::string encode(const Launch& launch) {
  std::string out;
  put(out, static_cast<std::uint64_t>(launch.mounts.size()));
  for (const Mount& mount : launch.mounts) {
    put(out, mount.source);
    put(out, mount.target);
    put(out, static_cast<std::uint64_t>(mount.writable ? 1 : 0));
  }
  put(out, launch.working_folder);
  put(out, static_cast<std::uint64_t>(launch.arguments.size()));
  for (const std::string& argument : launch.arguments) put(out, argument);
  put(out, static_cast<std::uint64_t>(launch.environment.size()));
  for (const std::string& variable : launch.environment) put(out, variable);
  put(out, launch.file_size_limit);
  return out;
}

bool decode(const char* bytes, std::size_t size, Launch& launch) {
  Reader in{bytes, bytes + size};
  return in.list(launch.mounts,
                 [&](Mount& mount) {
                   std::uint64_t writable = 0;
                   if (!in.get(mount.source) || !in.get(mount.target)) return false;
                   if (!in.get(writable)) return false;
                   mount.writable = writable != 0;
                   return true;
                 }) &&
         in.get(launch.working_folder) &&
         in.list(launch.arguments, [&](std::string& argument) { return in.get(argument); }) &&
         in.list(launch.environment, [&](std::string& variable) { return in.get(variable); }) &&
         in.get(launch.file_size_limit) && in.at == in.end;
}

}  // namespace bellwether::cloud::lambda::spawner
