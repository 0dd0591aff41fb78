#include "handlers/routes.h"

#include <bellwether/log.h>

namespace uuid_store {
namespace {

Answer process_request(const ConfiguredStore& store) {
  if (!store) {
    const std::string text = store.error() + " is not set";
    bellwether::log::error(text);
    return message(500, text);
  }
  const Uuid uuid = Uuid::random();
  if (const auto kept = (*store)->keep(uuid); !kept) {
    bellwether::log::error(kept.error().message, {{"uuid", uuid.text()}});
    return message(500, "The store does not answer");
  }
  return {.status = 200, .body = R"({"id":")" + uuid.text() + R"("})"};
}

}  // namespace

Answer answer(const ConfiguredStore& store, std::string_view method, std::string_view resource) {
  if (method == "GET" && resource == "/health") {
    return {.status = 200, .body = R"({"status":"healthy"})"};
  }
  if ((method == "GET" && resource == "/") ||
      (method == "POST" && resource == "/process-request")) {
    return process_request(store);
  }
  return message(404, "There is no such route");
}

}  // namespace uuid_store
