#include "runtime/stack_trace.h"

#include <cstddef>
#include <cstdint>
#include <typeinfo>

#include <unwind.h>

namespace bellwether {
namespace {

constexpr std::size_t most_frames = 32;

struct LastThrow {
  const void* exception = nullptr;
  std::size_t count = 0;
  std::uintptr_t frames[most_frames];
};
thread_local LastThrow last_throw;

_Unwind_Reason_Code note_frame(_Unwind_Context* context, void* into) {
  auto& noted = *static_cast<LastThrow*>(into);
  if (noted.count == most_frames) return _URC_END_OF_STACK;
  noted.frames[noted.count++] = _Unwind_GetIP(context);
  return _URC_NO_REASON;
}

std::string hexadecimal(std::uintptr_t address) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[address & 15]);
    address >>= 4;
  } while (address != 0);
  return "0x" + digits;
}

}  // namespace

std::vector<std::string> stack_of_throw(const void* exception) {
  std::vector<std::string> frames;
  if (exception != nullptr && exception != last_throw.exception) return frames;
  // The first frame is the wrapper. A return address may belong to the next line already; the byte
  // before it belongs to the call.
  for (std::size_t i = 1; i < last_throw.count; ++i) {
    frames.push_back(hexadecimal(last_throw.frames[i] - 1));
  }
  return frames;
}

}  // namespace bellwether

// The names are the linker's: --wrap makes them.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {

[[noreturn]] void __real___cxa_throw(void* exception, std::type_info* type, void (*destroy)(void*));

[[noreturn]] __attribute__((visibility("default"))) void __wrap___cxa_throw(
    void* exception, std::type_info* type, void (*destroy)(void*)) {
  bellwether::last_throw.exception = exception;
  bellwether::last_throw.count = 0;
  _Unwind_Backtrace(bellwether::note_frame, &bellwether::last_throw);
  __real___cxa_throw(exception, type, destroy);
}
}
// NOLINTEND(bugprone-reserved-identifier)
