// One operation of DynamoDB as a load: requests made ready once, of which only digits change from
// one to the next, and what a right answer looks like.
//
// Items have the size that AWS's rules give them: a partition key `pk`, with a partition also a
// sort key `sk`, a number `n` for ADD, and text in one attribute (ten from 512 bytes on).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/load.h"

namespace bellwether::bench {

enum class Operation {
  put_item,
  put_item_if_new,
  get_item,
  update_item,
  query,
  scan_count,
  scan,
  batch_write_item,
  transact_write_items,
};

std::optional<Operation> operation_of(std::string_view name);

struct WorkloadOptions {
  Operation operation;
  std::string table = "bench";
  std::uint32_t item_bytes = 100;  // at least 64
  std::uint32_t keys = 1000;       // distinct items
  std::uint32_t first = 0;         // number of the first item
  std::uint32_t partition = 0;   // items that share a partition key; 0 is a table without sort key
  bool in_order = false;         // take the items one after the other rather than scattered
  std::uint32_t echo_pages = 0;  // requests an operation against an echo, whose answers say nothing
};

// What an answer that is not a success calls its error: the type, or the status.
std::string error_kind(const Answer& answer);
// The same with the message.
std::string error_text(const Answer& answer);

// Not thread-safe.
class Workload final : public Load {
 public:
  explicit Workload(WorkloadOptions options);

  void next(Request& request) override;
  Verdict judge(const Answer& answer, Request& request, std::string& error) const override;
  std::string words(const Answer& answer) const override { return error_text(answer); }

 private:
  std::string body() const;
  void number(Request& request, std::uint32_t place, std::uint32_t item) const;
  void page(Request& request, std::string_view start) const;

  WorkloadOptions options_;
  std::string head_;                       // up to the value of Content-Length
  std::string prepared_;                   // the whole request
  std::vector<std::size_t> partition_at_;  // where the partition keys' digits are
  std::vector<std::size_t> sort_at_;
  std::size_t token_at_ = 0;
  std::uint64_t sent_ = 0;
};

// An item of that many bytes by AWS's rules as DynamoDB's JSON, keys with zeros for digits.
std::string item_json(std::uint32_t bytes, bool sorted);

}  // namespace bellwether::bench
