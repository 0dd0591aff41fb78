// `{ $.level = "ERROR" && ($.latency > 1000 || $.retry IS TRUE) }`: selects JSON messages by
// fields.
//
// Selectors: $.a.b, $['a b'], $.list[0], $.list[*] (any element). Conditions: = and != with a
// string
// ('*' stands for anything), a number or a bare word; <, <=, >, >= with a number; IS TRUE, IS
// FALSE, IS NULL, NOT EXISTS. && binds closer than ||; parentheses group. A comparison of a missing
// field is false, != included.
#pragma once

#include <memory>
#include <string_view>

#include "aws/core/error.h"

namespace bellwether::cloud::logs {

class JsonPattern {
 public:
  JsonPattern(JsonPattern&&) noexcept;
  JsonPattern& operator=(JsonPattern&&) noexcept;
  ~JsonPattern();

  static aws::Result<JsonPattern> parse(std::string_view text);

  // Not for several threads at once. Messages that are not JSON objects do not match.
  bool matches(std::string_view message) const;

  struct Node;

 private:
  struct State;
  explicit JsonPattern(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace bellwether::cloud::logs
