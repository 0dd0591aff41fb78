// The REPORT line that Lambda writes at the end of each invocation, read as AWS writes it:
//
//   REPORT RequestId: 3f..\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\t
//   Max Memory Used: 18 MB\tInit Duration: 841.60 ms\t
//
// Failures append "\tStatus: error\tError Type: Runtime.ExitError", SnapStart a Restore Duration.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bellwether::lab {

// Milliseconds as the line has them, with two decimals at most.
struct Report {
  std::string request_id;
  double duration_ms = 0;
  double billed_ms = 0;
  int memory_size_mb = 0;
  int max_memory_used_mb = 0;
  std::optional<double> init_ms;     // on a cold start
  std::optional<double> restore_ms;  // on a start from a snapshot
  std::string status;                // "error", "timeout", or empty when the line has none
  std::string error_type;            // "Runtime.ExitError", or empty

  bool cold() const { return init_ms || restore_ms; }
  bool failed() const { return !status.empty() && status != "success"; }
};

// Nothing when the line is no REPORT line or lacks one of the five fields that all of them have.
// Fields of another name are passed over.
std::optional<Report> parse_report(std::string_view line);

}  // namespace bellwether::lab
