// The routes of the store's API: GET / and POST /process-request store a new UUID, GET /health
// tells that the function answers.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "domain/store.h"
#include "handlers/answer.h"

namespace uuid_store {

// The store that the environment names, or the name of the variable that it lacks.
using ConfiguredStore = std::expected<std::unique_ptr<Store>, std::string>;

// `resource` is the route's path in the template. When the store fails or none is configured, the
// answer is 500, and the log says why.
Answer answer(const ConfiguredStore& store, std::string_view method, std::string_view resource);

}  // namespace uuid_store
