#include "tests/bench/repetitions.h"

#include <chrono>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tests/bench/closed_loop.h"
#include "tests/bench/run_json.h"

namespace bellwether::bench {
namespace {

using Seconds = std::chrono::duration<double>;

// What the server cannot do at all it is not asked a thousand times: the reason, if so.
std::string refusal(ClosedLoop& loop, Seconds patience) {
  auto first = loop.run({.time = Seconds(1e-3), .operations = 1, .patience = patience});
  return first.operations == 0 ? first.first_error : "";
}

}  // namespace

void Repetitions::add_to(CLI::App& app) {
  app.add_option("--connections", connections)->check(CLI::Range(1, 1024));
  app.add_option("--seconds", seconds, "Of each repetition; with --count the most");
  app.add_option("--count", count, "So many operations a repetition, without warming up");
  app.add_option("--warm-up", warm_up, "Seconds before the first repetition");
  app.add_option("--repeat", repeat, "Repetitions");
  app.add_option("--budget", budget, "Seconds after which no repetition begins");
  app.add_option("--patience", patience, "Seconds to wait for the last answers");
}

void check(const Repetitions& repetitions) {
  if (repetitions.seconds <= 0 && repetitions.count == 0) {
    throw CLI::ValidationError("give --seconds or --count");
  }
}

void measure(Load& load, int port, const Repetitions& repetitions) {
  ClosedLoop loop(load, port, repetitions.connections);
  const Seconds patience(repetitions.patience);
  if (repetitions.count == 0) {
    if (const auto refused = refusal(loop, patience); !refused.empty()) {
      fmt::print("{{\"refused\":{},\"runs\":[]}}\n", json_string(refused));
      return;
    }
    if (repetitions.warm_up > 0) {
      loop.run({.time = Seconds(repetitions.warm_up), .patience = patience});
    }
  }
  std::vector<std::string> runs;
  const auto begin = std::chrono::steady_clock::now();
  for (unsigned i = 0; i < repetitions.repeat; ++i) {
    const Seconds spent = std::chrono::steady_clock::now() - begin;
    if (i > 0 && spent.count() > repetitions.budget) break;
    auto run = loop.run({.time = Seconds(repetitions.seconds),
                         .operations = repetitions.count,
                         .patience = patience});
    runs.push_back(json(run));
  }
  fmt::print("{{\"refused\":null,\"runs\":[{}]}}\n", fmt::join(runs, ","));
}

}  // namespace bellwether::bench
