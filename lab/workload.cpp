#include "lab/workload.h"

#include <fmt/format.h>

namespace bellwether::lab {
namespace {

std::function<std::string(const aws::HttpResponse&)> only(int status) {
  return [status](const aws::HttpResponse& response) {
    return response.status == status ? std::to_string(status) : std::string();
  };
}

// Two wolves may choose the same sheep, and the shed may run out of primes: both are told so.
std::string answer_of_wolf(const aws::HttpResponse& response) {
  if (response.status == 204) return "204";
  if (response.status == 404 && response.body.find("No fitting sheep") != std::string::npos) {
    return "404 no fitting sheep";
  }
  if (response.status == 500 &&
      response.body.find("Another wolf was faster") != std::string::npos) {
    return "500 lost the race";
  }
  return "";
}

// {"id":"xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx"}, whatever blanks the language's writer puts in.
std::string answer_with_id(const aws::HttpResponse& response) {
  constexpr std::size_t uuid_length = 36;
  const std::size_t key = response.body.find("\"id\"");
  if (response.status != 200 || key == std::string::npos) return "";
  const std::size_t open = response.body.find('"', key + 4);
  const std::size_t close = response.body.find('"', open + 1);
  if (close == std::string::npos || close - open - 1 != uuid_length) return "";
  return "200";
}

}  // namespace

Route uuid_store() {
  return {.name = "process-request",
          .function = "StoreUuid",
          .request =
              [](std::uint64_t) {
                return aws::HttpRequest{.method = "POST", .target = "/process-request"};
              },
          .classify = answer_with_id};
}

std::vector<Route> sheep_shed(const SheepShedOptions& options) {
  const std::string cat = fmt::format("/cat?m={}&n={}", options.m, options.n);
  return {
      {.name = fmt::format("cat({},{})", options.m, options.n),
       .function = "GetCatAckermann",
       .request = [cat](std::uint64_t) { return aws::HttpRequest{.target = cat}; },
       .classify = only(200)},
      {.name = "sheep",
       .function = "PostSheepRandom",
       .request =
           [first = options.first_tattoo](std::uint64_t index) {
             return aws::HttpRequest{.method = "POST",
                                     .target = fmt::format("/sheep/{}", first + index)};
           },
       .classify = only(201)},
      {.name = "dog",
       .function = "GetDogCount",
       .request = [](std::uint64_t) { return aws::HttpRequest{.target = "/dog"}; },
       .classify = only(200)},
      {.name = "wolf",
       .function = "DeleteWolfOcd",
       .request =
           [](std::uint64_t) { return aws::HttpRequest{.method = "DELETE", .target = "/wolf"}; },
       .classify = answer_of_wolf},
  };
}

}  // namespace bellwether::lab
