#include "lab/cost.h"

#include <algorithm>

namespace bellwether::lab {

std::string_view name_of(Architecture architecture) {
  return architecture == Architecture::x86_64 ? "x86_64" : "arm64";
}

Cost cost(const Usage& usage, Architecture architecture, FreeTier free_tier) {
  double gb_seconds = usage.gb_seconds();
  double requests = usage.requests;
  if (free_tier == FreeTier::one_month) {
    gb_seconds = std::max(0.0, gb_seconds - lambda_prices.free_gb_seconds);
    requests = std::max(0.0, requests - lambda_prices.free_requests);
  }
  return {.compute_usd = gb_seconds * lambda_prices.usd_per_gb_second(architecture),
          .request_usd = requests * lambda_prices.usd_per_request};
}

std::optional<double> times_cheaper(double cheap, double dear) {
  if (cheap <= 0 || dear <= 0) return std::nullopt;
  return dear / cheap;
}

}  // namespace bellwether::lab
