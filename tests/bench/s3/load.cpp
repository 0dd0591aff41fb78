// Loads an S3, whoever's, with one operation and prints one JSON object: operations a second and
// latencies of each repetition, errors by kind.
//
//   s3_load get-object --port 4566 --bucket bench --object-bytes 1024 --keys 10000
//           --connections 32 --seconds 1 --repeat 3
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tests/bench/closed_loop.h"
#include "tests/bench/run_json.h"
#include "tests/bench/s3/workload.h"

namespace bellwether::bench::s3 {
namespace {

struct Options {
  WorkloadOptions workload;
  int port = 0;
  unsigned connections = 1;
  double seconds = 0;
  std::uint64_t count = 0;
  double warm_up = 0;
  unsigned repeat = 1;
  double budget = 60;
  double patience = 20;
};

using Seconds = std::chrono::duration<double>;

// What the server cannot do at all it is not asked a thousand times: the reason, if so.
std::string refusal(ClosedLoop& loop, const Options& options) {
  auto first =
      loop.run({.time = Seconds(1e-3), .operations = 1, .patience = Seconds(options.patience)});
  return first.operations == 0 ? first.first_error : "";
}

void measure(const Options& options) {
  Workload workload(options.workload);
  ClosedLoop loop(workload, options.port, options.connections);
  const Seconds patience(options.patience);
  if (options.count == 0) {
    if (const auto refused = refusal(loop, options); !refused.empty()) {
      fmt::print("{{\"refused\":{},\"runs\":[]}}\n", json_string(refused));
      return;
    }
    if (options.warm_up > 0) loop.run({.time = Seconds(options.warm_up), .patience = patience});
  }
  std::vector<std::string> runs;
  const auto begin = std::chrono::steady_clock::now();
  for (unsigned i = 0; i < options.repeat; ++i) {
    const Seconds spent = std::chrono::steady_clock::now() - begin;
    if (i > 0 && spent.count() > options.budget) break;
    auto run = loop.run(
        {.time = Seconds(options.seconds), .operations = options.count, .patience = patience});
    runs.push_back(json(run));
  }
  fmt::print("{{\"refused\":null,\"runs\":[{}]}}\n", fmt::join(runs, ","));
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Loads an S3 with one operation and prints what it measured as JSON.");
  std::string operation;
  app.add_option("operation", operation, "put-object, get-object, upload-part or list-objects")
      ->required();
  app.add_option("--port", options.port, "Of the server, on 127.0.0.1")->required();
  app.add_option("--bucket", options.workload.bucket);
  app.add_option("--object-bytes", options.workload.object_bytes)
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{5} << 40));
  app.add_option("--keys", options.workload.keys, "Distinct objects, or parts")
      ->check(CLI::Range(1, 1'000'000));
  app.add_flag("--in-order", options.workload.in_order, "Take objects by their number");
  app.add_option("--upload-id", options.workload.upload_id, "Of upload-part");
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 1024));
  app.add_option("--seconds", options.seconds, "Of each repetition; with --count the most");
  app.add_option("--count", options.count, "So many operations a repetition, without warming up");
  app.add_option("--warm-up", options.warm_up, "Seconds before the first repetition");
  app.add_option("--repeat", options.repeat, "Repetitions");
  app.add_option("--budget", options.budget, "Seconds after which no repetition begins");
  app.add_option("--patience", options.patience, "Seconds to wait for the last answers");
  CLI11_PARSE(app, argc, argv);
  const auto known = operation_of(operation);
  if (!known) {
    fmt::print(stderr, "there is no operation {}\n", operation);
    return 2;
  }
  if (options.seconds <= 0 && options.count == 0) {
    fmt::print(stderr, "give --seconds or --count\n");
    return 2;
  }
  options.workload.operation = *known;
  options.workload.host = fmt::format("127.0.0.1:{}", options.port);
  measure(options);
  return 0;
}

}  // namespace
}  // namespace bellwether::bench::s3

int main(int argc, char** argv) {
  return bellwether::bench::s3::run(argc, argv);
}
