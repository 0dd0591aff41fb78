// X-Ray's tracing header, "Root=1-...;Parent=...;Sampled=1", on its way through Lambda. No segments
// are kept: a traced invocation is known by what its report says.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/core/types.h"
#include "cloud/core/clock.h"
#include "cloud/lambda/environments/report.h"

namespace bellwether::cloud::lambda {

// For a request that came without one. A function that is traced (TracingConfig's mode is Active)
// decides to sample; AWS does so for some requests only.
std::string new_trace_header(Random& random, aws::Timestamp now, bool traced);

struct Trace {
  // For the function.
  std::string header;
  std::optional<Segment> segment;
};

// What an invocation makes of the header that came with it. A traced function begins a segment
// under the caller's unless the caller decided not to sample; any other passes the header on.
Trace begin_trace(std::string_view header, bool traced, Random& random);

}  // namespace bellwether::cloud::lambda
