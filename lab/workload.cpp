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

}  // namespace

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
