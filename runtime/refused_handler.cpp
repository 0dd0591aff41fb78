// Does not compile: the test runtime_refused_handler looks for the sentence that says why.
#include "bellwether/runtime.h"

int main() {
  return bellwether::run(
      [](const std::string& event, bellwether::Context) -> std::string { return event; });
}
