// One load, measured some times: what the load programs have in common.
#pragma once

#include <cstdint>

#include "tests/bench/load.h"

namespace CLI {
class App;
}

namespace bellwether::bench {

// Times in seconds.
struct Repetitions {
  unsigned connections = 1;
  double seconds = 0;       // of each; with a count the most
  std::uint64_t count = 0;  // operations of each, or 0
  double warm_up = 0;
  unsigned repeat = 1;
  double budget = 60;
  double patience = 20;

  void add_to(CLI::App& app);
};

// Throws CLI::ValidationError when neither a time nor a count was given.
void check(const Repetitions& repetitions);

// Prints one JSON object: the runs, or why the server refused the operation. With a count there is
// neither a trial nor a warming up, as the operations may be such that can be made once.
void measure(Load& load, int port, const Repetitions& repetitions);

}  // namespace bellwether::bench
