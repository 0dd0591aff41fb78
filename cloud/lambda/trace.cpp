#include "cloud/lambda/trace.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace bellwether::cloud::lambda {
namespace {

// Of "Root=...;Parent=...", or empty.
std::string_view member(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    std::string_view entry = header.substr(0, header.find(';'));
    header.remove_prefix(std::min(entry.size() + 1, header.size()));
    entry.remove_prefix(std::min(entry.find_first_not_of(' '), entry.size()));
    if (entry.starts_with(name) && entry.substr(name.size()).starts_with('=')) {
      return entry.substr(name.size() + 1);
    }
  }
  return {};
}

}  // namespace

std::string new_trace_header(Random& random, aws::Timestamp now, bool traced) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  const std::string root = fmt::format("Root=1-{:08x}-{}", seconds.count(), random.hex(24));
  if (traced) return root + ";Sampled=1";
  return fmt::format("{};Parent={};Sampled=0", root, random.hex(16));
}

Trace begin_trace(std::string_view header, bool traced, Random& random) {
  const std::string_view root = member(header, "Root");
  if (!traced || root.empty() || member(header, "Sampled") == "0") {
    return {.header = std::string(header), .segment = std::nullopt};
  }
  Segment segment{.trace_id = std::string(root),
                  .id = random.hex(16),
                  .parent_id = std::string(member(header, "Parent"))};
  std::string own = fmt::format("Root={};Parent={};Sampled=1", root, segment.id);
  return {.header = std::move(own), .segment = std::move(segment)};
}

}  // namespace bellwether::cloud::lambda
