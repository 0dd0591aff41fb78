// Loads an S3, whoever's, with one operation and prints one JSON object: operations a second and
// latencies of each repetition, errors by kind.
//
//   s3_load get-object --port 4566 --bucket bench --object-bytes 1024 --keys 10000
//           --connections 32 --seconds 1 --repeat 3
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tests/bench/repetitions.h"
#include "tests/bench/s3/workload.h"

namespace bellwether::bench::s3 {
namespace {

int run(int argc, char** argv) {
  WorkloadOptions wanted;
  Repetitions repetitions;
  int port = 0;
  std::string operation;
  CLI::App app("Loads an S3 with one operation and prints what it measured as JSON.");
  app.add_option("operation", operation, "put-object, get-object, upload-part or list-objects")
      ->required();
  app.add_option("--port", port, "Of the server, on 127.0.0.1")->required();
  app.add_option("--bucket", wanted.bucket);
  app.add_option("--object-bytes", wanted.object_bytes)
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{5} << 40));
  app.add_option("--keys", wanted.keys, "Distinct objects, or parts")
      ->check(CLI::Range(1, 1'000'000));
  app.add_flag("--in-order", wanted.in_order, "Take objects by their number");
  app.add_option("--upload-id", wanted.upload_id, "Of upload-part");
  repetitions.add_to(app);
  app.callback([&] {
    check(repetitions);
    const auto known = operation_of(operation);
    if (!known) throw CLI::ValidationError("there is no operation " + operation);
    wanted.operation = *known;
    wanted.host = fmt::format("127.0.0.1:{}", port);
  });
  CLI11_PARSE(app, argc, argv);
  Workload workload(wanted);
  measure(workload, port, repetitions);
  return 0;
}

}  // namespace
}  // namespace bellwether::bench::s3

int main(int argc, char** argv) {
  return bellwether::bench::s3::run(argc, argv);
}
