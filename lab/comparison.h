// What a comparison of languages found: tables for people, JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "lab/cost.h"
#include "lab/load.h"
#include "lab/statistics.h"
#include "lab/table.h"

namespace bellwether::lab {

// One function of one language under one route's load.
struct Measurement {
  std::string route;
  std::string language;
  std::string function;
  int concurrency = 1;  // calls at once
  LoadResult load;
  FunctionStatistics reports;
  // Invocations that the function's log says nothing about; more than none is an error.
  std::size_t missing_reports = 0;

  // Of an average invocation, cold ones in their proportion.
  Usage usage() const;
};

struct Comparison {
  int concurrency = 1;      // at most; a route may have run fewer at once
  std::uint64_t calls = 0;  // a route and language
  double cores = 1;
  FreeTier free_tier = FreeTier::none;
  std::vector<std::string> notes;         // what the reader must know to read the numbers right
  std::vector<Measurement> measurements;  // a route's languages stand side by side

  // Unexpected answers, failed invocations and missing reports of all measurements.
  std::uint64_t errors() const;
};

// Routes in their order; the first language's ratio is told against each other one.
Table wall_times(const Comparison& comparison);
Table reports(const Comparison& comparison);
Table costs(const Comparison& comparison);
// Each kind of answer and error with its number, a line a measurement.
std::string answers(const Comparison& comparison);
// Every number of the above, and the percentiles besides.
std::string to_json(const Comparison& comparison);

}  // namespace bellwether::lab
