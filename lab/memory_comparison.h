// One function in several languages at several memory sizes: how long a warm call takes, how cold
// starts spread, what it needs and what it costs. Tables for people, JSON for programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/cost.h"
#include "lab/load.h"
#include "lab/statistics.h"
#include "lab/table.h"

namespace bellwether::lab {

struct MemoryMeasurement {
  std::string language;
  bool interpreted = false;  // which of the published figures stand beside it
  std::string function;
  int memory_mb = 0;
  int concurrency = 1;               // of the warm calls
  std::int64_t code_size_bytes = 0;  // of the zip
  // The first calls, each to an environment that was not there before, one after the other; and
  // how long each of their callers waited.
  LoadResult cold;
  Summary cold_latency_ms;
  LoadResult warm;
  FunctionStatistics reports;  // of both
  // Invocations that the function's log says nothing about; more than none is an error.
  std::size_t missing_reports = 0;

  // Of an average warm invocation.
  Usage usage() const;
  std::uint64_t errors() const;
};

struct MemoryComparison {
  std::uint64_t calls = 0;        // warm ones a size and language
  std::uint64_t cold_starts = 0;  // forced ones a size and language
  int concurrency = 1;
  double cores = 1;
  FreeTier free_tier = FreeTier::none;
  std::vector<std::string> notes;  // what the reader must know to read the numbers right
  // A size's languages stand side by side, sizes in ascending order.
  std::vector<MemoryMeasurement> measurements;

  std::uint64_t errors() const;
};

// Warm calls; memory and zip. The first language of a size is what the others are compared with.
Table durations(const MemoryComparison& comparison);
Table cold_starts(const MemoryComparison& comparison);
Table costs(const MemoryComparison& comparison);
// What went wrong, a line each; empty where nothing did.
std::string errors_found(const MemoryComparison& comparison);
// Every number of the above, and the published ones.
std::string to_json(const MemoryComparison& comparison);

}  // namespace bellwether::lab
