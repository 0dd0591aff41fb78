// One operation of S3 as a load: requests signed once, each the same bytes for every server, and
// what a right answer looks like.
//
// Objects are named by nine digits and filled with bytes that no compression shortens. Bodies are
// sent as UNSIGNED-PAYLOAD, as clients do over TLS: what is compared is not hashing them for the
// signature.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/sigv4/sign.h"
#include "tests/bench/load.h"

namespace bellwether::bench::s3 {

enum class Operation { put_object, get_object, upload_part, list_objects };

std::optional<Operation> operation_of(std::string_view name);

struct WorkloadOptions {
  Operation operation;
  std::string host = "127.0.0.1";  // as signed, with the port
  std::string bucket = "bench";
  std::uint64_t object_bytes = 1024;  // of a part, too
  std::uint32_t keys = 1000;          // distinct objects; parts
  bool in_order = false;              // take the objects by their number rather than scattered
  std::string upload_id;              // of upload_part, whose object is number 0
  std::string access_key_id = "benchmark";
  std::string secret_access_key = "benchmark-secret";
};

// Not thread-safe. Signatures are of the time when it was made: servers take them for 15 minutes.
class Workload final : public Load {
 public:
  explicit Workload(WorkloadOptions options);

  void next(Request& request) override;
  Verdict judge(const Answer& answer, Request& request, std::string& error) const override;
  std::string words(const Answer& answer) const override;
  std::uint64_t kept_body_bytes() const override;

 private:
  std::string target(std::uint32_t number) const;
  std::string head(const std::string& target) const;
  Verdict judge_page(std::string_view page, Request& request, std::string& error) const;

  WorkloadOptions options_;
  aws::Timestamp signed_at_;
  mutable aws::sigv4::SigningKeys signing_keys_;
  std::string content_;             // of which bodies are made
  std::vector<std::string> heads_;  // of each object's request
  std::uint64_t sent_ = 0;
};

}  // namespace bellwether::bench::s3
