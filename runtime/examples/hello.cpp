// The smallest function: raw JSON out, whatever came in.
#include <bellwether/runtime.h>

int main() {
  return bellwether::run([](const std::string&) -> std::string { return R"("Hello")"; });
}
