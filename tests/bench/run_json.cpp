#include "tests/bench/run_json.h"

#include <algorithm>

#include <fmt/format.h>

namespace bellwether::bench {

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + '"';
}

std::string json(Run& run) {
  std::ranges::sort(run.latencies_us);
  const auto at = [&](double part) -> double {
    if (run.latencies_us.empty()) return 0;
    return run.latencies_us[static_cast<std::size_t>(
        part * static_cast<double>(run.latencies_us.size() - 1))];
  };
  std::string errors;
  for (const auto& [kind, count] : run.errors) {
    errors += fmt::format("{}{}:{}", errors.empty() ? "" : ",", json_string(kind), count);
  }
  const double rate = run.seconds > 0 ? static_cast<double>(run.operations) / run.seconds : 0;
  return fmt::format(
      R"({{"operations":{},"seconds":{:.6f},"cpu_seconds":{:.6f},"per_second":{:.3f},)"
      R"("p50_us":{:.2f},"p95_us":{:.2f},"p99_us":{:.2f},"requests":{},"sent":{},"received":{},)"
      R"("connects":{},"errors":{{{}}},"first_error":{}}})",
      run.operations, run.seconds, run.cpu_seconds, rate, at(0.5), at(0.95), at(0.99), run.requests,
      run.sent, run.received, run.connects, errors, json_string(run.first_error));
}

}  // namespace bellwether::bench
