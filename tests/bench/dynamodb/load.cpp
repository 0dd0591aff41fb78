// Loads a DynamoDB, whoever's, with one operation and prints one JSON object: operations a second
// and latencies of each repetition, errors by kind. Or the same load against a bare echo.
//
//   dynamodb_load get-item --port 4566 --table bench --item-bytes 1024 --keys 10000
//                 --connections 32 --seconds 1 --repeat 3
#include <algorithm>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "tests/bench/dynamodb/workload.h"
#include "tests/bench/echo.h"
#include "tests/bench/repetitions.h"

namespace bellwether::bench {
namespace {

int run(int argc, char** argv) {
  WorkloadOptions wanted;
  Repetitions repetitions;
  int port = 0;
  std::size_t echo_bytes = 0;
  std::string operation;
  CLI::App app("Loads a DynamoDB with one operation and prints what it measured as JSON.");
  app.add_option("operation", operation,
                 "put-item, put-item-if-new, get-item, update-item, query, scan-count, scan, "
                 "batch-write-item or transact-write-items")
      ->required();
  auto* server = app.add_option("--port", port, "Of the server, on 127.0.0.1");
  app.add_option("--table", wanted.table);
  app.add_option("--item-bytes", wanted.item_bytes, "By AWS's rules")
      ->check(CLI::Range(64, 400 * 1024));
  app.add_option("--keys", wanted.keys, "Distinct items")->check(CLI::Range(25, 500'000'000));
  app.add_option("--first", wanted.first, "Number of the first item")
      ->check(CLI::Range(0, 500'000'000));
  app.add_option("--partition", wanted.partition,
                 "Items that share a partition key; the table has a sort key then");
  app.add_flag("--in-order", wanted.in_order, "Take items by their number");
  auto* echoed = app.add_option("--echo", echo_bytes,
                                "Instead of a server: an echo whose answers have so many bytes")
                     ->excludes(server);
  app.add_option("--echo-pages", wanted.echo_pages, "Requests an operation")->needs(echoed);
  repetitions.add_to(app);
  app.callback([&] {
    check(repetitions);
    const auto known = operation_of(operation);
    if (!known) throw CLI::ValidationError("there is no operation " + operation);
    if (port == 0 && echo_bytes == 0) throw CLI::ValidationError("give --port or --echo");
    wanted.operation = *known;
    if (echo_bytes > 0) wanted.echo_pages = std::max(wanted.echo_pages, 1U);
  });
  CLI11_PARSE(app, argc, argv);
  Workload workload(wanted);
  std::optional<Echo> echo;
  if (echo_bytes > 0) {
    Request example;
    workload.next(example);
    echo.emplace(example.bytes.size(), echo_bytes);
    port = echo->port();
  }
  measure(workload, port, repetitions);
  return 0;
}

}  // namespace
}  // namespace bellwether::bench

int main(int argc, char** argv) {
  return bellwether::bench::run(argc, argv);
}
