// FilterLogEvents' pattern language.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
//
// An empty pattern matches everything. `{ ... }` selects JSON messages by their fields (see
// json_pattern.h). Everything else is terms: a message must contain each plain term, none of the
// -excluded ones and, when there are only ?optional ones, at least one of them. Terms are words, or
// phrases in double quotes, compared by case anywhere in the message. Space-delimited patterns
// (`[...]`) and regular expressions (`%...%`) are refused by name.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"

namespace bellwether::cloud::logs {

class JsonPattern;

class FilterPattern {
 public:
  // Matches everything.
  FilterPattern();
  FilterPattern(FilterPattern&&) noexcept;
  FilterPattern& operator=(FilterPattern&&) noexcept;
  ~FilterPattern();

  // InvalidParameterException when the pattern is malformed or not supported.
  static aws::Result<FilterPattern> parse(std::string_view text);

  // Not for several threads at once.
  bool matches(std::string_view message) const;

 private:
  std::vector<std::string> required_;
  std::vector<std::string> optional_;
  std::vector<std::string> excluded_;
  std::unique_ptr<JsonPattern> json_;
};

}  // namespace bellwether::cloud::logs
