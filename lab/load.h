// Closed-loop load over HTTP: a number of connections, each sending its next call when the last one
// was answered. Latencies are those a caller who waits would see; a closed loop says nothing about
// callers who do not wait for each other (coordinated omission).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "aws/core/error.h"
#include "aws/core/http.h"
#include "lab/histogram.h"

namespace bellwether::lab {

// "http://host:port/prefix", taken apart. HTTPS is not spoken.
struct Origin {
  std::string host;
  std::string port;
  std::string prefix;  // without a slash at its end

  static aws::Result<Origin> parse(std::string_view url);
};

struct LoadProgress {
  std::uint64_t calls = 0;  // answered or failed
  std::uint64_t wanted = 0;
  std::uint64_t errors = 0;
  std::chrono::nanoseconds elapsed{0};
};

struct LoadPlan {
  Origin origin;
  // The index counts calls from first_index; the target is put behind the origin's prefix.
  std::function<aws::HttpRequest(std::uint64_t index)> request;
  // Names an answer that the API is meant to give ("201"); an empty name makes it an error.
  std::function<std::string(const aws::HttpResponse&)> classify;
  std::uint64_t first_index = 0;
  std::uint64_t calls = 1;
  int concurrency = 1;
  // Between the beginnings of two connections. An environment initialises on a whole core, so new
  // ones that begin together on a small machine measure each other; zero begins all at once.
  std::chrono::nanoseconds connection_interval{0};
  // No call is begun after this; what is under way is waited for.
  std::chrono::nanoseconds budget = std::chrono::minutes(60);
  // Longer than API Gateway's 29 seconds, so that its own answer comes first.
  std::chrono::nanoseconds call_timeout = std::chrono::seconds(35);
  // Called on the load's own thread, about ten times a second and at the end. May be empty.
  std::function<void(const LoadProgress&)> progress;
};

struct LoadResult {
  std::uint64_t calls = 0;
  bool out_of_budget = false;  // fewer calls than wanted
  std::chrono::nanoseconds wall{0};
  Histogram latency;                             // of answered calls, right or wrong
  std::map<std::string, std::uint64_t> answers;  // as `classify` named them
  std::map<std::string, std::uint64_t> errors;   // "HTTP 502: ...", "timeout", "Connection refused"

  std::uint64_t error_count() const;
  // Takes up a further load that came after this one.
  void add(const LoadResult& later);
};

// Blocks until the last call is answered. Uses one thread, the caller's.
LoadResult run_load(const LoadPlan& plan);

}  // namespace bellwether::lab
