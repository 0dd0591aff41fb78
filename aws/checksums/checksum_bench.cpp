// Bytes a second on one core, a body's pieces at a time. The CRCs have to pass 1.5 GB/s, so that
// checking what an SDK sends costs less than the MD5 of its ETag; folding makes it ten.
#include <benchmark/benchmark.h>

#include "aws/checksums/checksum.h"

namespace {

using namespace bellwether::aws;  // NOLINT: a program of its own

// What a connection reads at a time.
constexpr std::size_t piece = 64 * 1024;

void checksum(benchmark::State& state) {
  const auto algorithm = static_cast<ChecksumAlgorithm>(state.range(0));
  const std::string bytes(piece, 'x');
  Checksum sum(algorithm);
  for (auto _ : state) sum.update(bytes);
  benchmark::DoNotOptimize(sum.digest());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * piece));
  state.SetLabel(std::string(name_of(algorithm)));
}
BENCHMARK(checksum)->DenseRange(0, checksum_algorithms.size() - 1);

void md5(benchmark::State& state) {
  const std::string bytes(piece, 'x');
  Md5 sum;
  for (auto _ : state) sum.update(bytes);
  benchmark::DoNotOptimize(sum.digest());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * piece));
}
BENCHMARK(md5);

}  // namespace

BENCHMARK_MAIN();
