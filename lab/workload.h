// What is asked of an application: its routes in their order, the calls, the answers it may give.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "aws/core/http.h"

namespace bellwether::lab {

struct Route {
  std::string name;      // for people: "cat(3,8)"
  std::string function;  // the function's logical id in the application's template
  // As LoadPlan has them.
  std::function<aws::HttpRequest(std::uint64_t index)> request;
  std::function<std::string(const aws::HttpResponse&)> classify;
};

struct SheepShedOptions {
  std::uint64_t m = 3;
  std::uint64_t n = 8;
  std::uint64_t first_tattoo = 1;  // the sheep have consecutive ones from here
};

// Cat, sheep, dog, wolf: first one that needs no table, then one that fills it for the other two.
std::vector<Route> sheep_shed(const SheepShedOptions& options);

// POST /process-request: a new UUID, stored.
Route uuid_store();

}  // namespace bellwether::lab
