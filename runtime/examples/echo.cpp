// Raw JSON in and out, and every way to fail by request:
// {"fail":"exception"}, {"fail":"error"}, {"fail":"exit"}, {"fail":"abort"}, {"fail":"sleep"}.
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include <bellwether/log.h>
#include <bellwether/runtime.h>

namespace {

using namespace bellwether;

std::expected<std::string, FunctionError> handle(const std::string& event, const Context& context) {
  const auto asks_for = [&](std::string_view way) {
    return event.find("\"fail\":\"" + std::string(way) + "\"") != std::string::npos;
  };
  log::info("an event came in", {{"bytes", event.size()}});
  if (asks_for("exception")) throw std::runtime_error("as you wished");
  if (asks_for("error")) return std::unexpected(FunctionError("Echo.Asked", "as you wished"));
  if (asks_for("exit")) std::exit(3);
  if (asks_for("abort")) std::abort();
  if (asks_for("sleep"))
    std::this_thread::sleep_for(context.remaining_time() + std::chrono::seconds(1));
  return event;
}

}  // namespace

int main() {
  return run(handle);
}
