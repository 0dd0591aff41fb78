// Loads a DynamoDB, whoever's, with one operation and prints one JSON object: operations a second
// and latencies of each repetition, errors by kind. Or the same load against a bare echo.
//
//   dynamodb_load get-item --port 4566 --table bench --item-bytes 1024 --keys 10000
//                 --connections 32 --seconds 1 --repeat 3
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tests/bench/closed_loop.h"
#include "tests/bench/dynamodb/workload.h"
#include "tests/bench/echo.h"
#include "tests/bench/run_json.h"

namespace bellwether::bench {
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
  std::size_t echo_bytes = 0;
};

void measure(const Options& options) {
  using Seconds = std::chrono::duration<double>;
  Workload workload(options.workload);
  std::unique_ptr<Echo> echo;
  int port = options.port;
  Request example;
  if (options.echo_bytes > 0) {
    workload.next(example);
    echo = std::make_unique<Echo>(example.bytes.size(), options.echo_bytes);
    port = echo->port();
  }
  std::vector<std::string> runs;
  const auto begin = std::chrono::steady_clock::now();
  const Seconds patience(options.patience);
  ClosedLoop loop(workload, port, options.connections);
  if (options.count > 0) {
    auto run = loop.run(
        {.time = Seconds(options.seconds), .operations = options.count, .patience = patience});
    runs.push_back(json(run));
  } else {
    // What the server cannot do at all it is not asked a thousand times.
    auto first = loop.run({.time = Seconds(1e-3), .operations = 1, .patience = patience});
    if (first.operations == 0) {
      fmt::print("{{\"refused\":{},\"runs\":[]}}\n", json_string(first.first_error));
      return;
    }
    if (options.warm_up > 0) loop.run({.time = Seconds(options.warm_up), .patience = patience});
    for (unsigned i = 0; i < options.repeat; ++i) {
      const Seconds spent = std::chrono::steady_clock::now() - begin;
      if (i > 0 && spent.count() > options.budget) break;
      auto run = loop.run({.time = Seconds(options.seconds), .patience = patience});
      runs.push_back(json(run));
    }
  }
  fmt::print("{{\"refused\":null,\"runs\":[{}]}}\n", fmt::join(runs, ","));
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Loads a DynamoDB with one operation and prints what it measured as JSON.");
  std::string operation;
  app.add_option("operation", operation,
                 "put-item, put-item-if-new, get-item, update-item, query, scan-count, scan, "
                 "batch-write-item or transact-write-items")
      ->required();
  auto* port = app.add_option("--port", options.port, "Of the server, on 127.0.0.1");
  app.add_option("--table", options.workload.table);
  app.add_option("--item-bytes", options.workload.item_bytes, "By AWS's rules")
      ->check(CLI::Range(64, 400 * 1024));
  app.add_option("--keys", options.workload.keys, "Distinct items")
      ->check(CLI::Range(25, 500'000'000));
  app.add_option("--first", options.workload.first, "Number of the first item")
      ->check(CLI::Range(0, 500'000'000));
  app.add_option("--partition", options.workload.partition,
                 "Items that share a partition key; the table has a sort key then");
  app.add_flag("--in-order", options.workload.in_order, "Take items by their number");
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 1024));
  app.add_option("--seconds", options.seconds, "Of each repetition; with --count the most");
  app.add_option("--count", options.count, "So many operations, once, without warming up");
  app.add_option("--warm-up", options.warm_up, "Seconds before the first repetition");
  app.add_option("--repeat", options.repeat, "Repetitions");
  app.add_option("--budget", options.budget, "Seconds after which no repetition begins");
  app.add_option("--patience", options.patience, "Seconds to wait for the last answers");
  auto* echo = app.add_option("--echo", options.echo_bytes,
                              "Instead of a server: an echo whose answers have so many bytes")
                   ->excludes(port);
  app.add_option("--echo-pages", options.workload.echo_pages, "Requests an operation")->needs(echo);
  CLI11_PARSE(app, argc, argv);
  const auto known = operation_of(operation);
  if (!known) {
    fmt::print(stderr, "there is no operation {}\n", operation);
    return 2;
  }
  if (options.port == 0 && options.echo_bytes == 0) {
    fmt::print(stderr, "give --port or --echo\n");
    return 2;
  }
  if (options.seconds <= 0 && options.count == 0) {
    fmt::print(stderr, "give --seconds or --count\n");
    return 2;
  }
  options.workload.operation = *known;
  if (options.echo_bytes > 0) {
    options.workload.echo_pages = std::max(options.workload.echo_pages, 1U);
  }
  measure(options);
  return 0;
}

}  // namespace
}  // namespace bellwether::bench

int main(int argc, char** argv) {
  return bellwether::bench::run(argc, argv);
}
