// How long a client waits.
#pragma once

#include <chrono>

namespace bellwether::aws {

struct Timeouts {
  // Name, TCP and TLS together.
  std::chrono::milliseconds connect{5'000};
  // Each wait for bytes of an answer. Longer than any service but Lambda's synchronous invocations,
  // which send nothing until they end: those callers raise it.
  std::chrono::milliseconds read{60'000};
  // One attempt from the first byte sent to the last received: a Lambda function's longest run.
  std::chrono::milliseconds attempt{std::chrono::minutes(15)};
};

}  // namespace bellwether::aws
