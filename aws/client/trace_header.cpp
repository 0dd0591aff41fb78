#include "aws/client/trace_header.h"

#include <mutex>
#include <utility>

namespace bellwether::aws {
namespace {

std::mutex mutex;
std::string current;

}  // namespace

void set_trace_header(std::string value) {
  const std::lock_guard lock(mutex);
  current = std::move(value);
}

std::string trace_header() {
  const std::lock_guard lock(mutex);
  return current;
}

}  // namespace bellwether::aws
