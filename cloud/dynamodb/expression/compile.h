// From a request's expression parameters to what can be evaluated.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/error.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/expression/legacy.h"
#include "cloud/dynamodb/expression/placeholders.h"
#include "cloud/dynamodb/expression/projection.h"
#include "cloud/dynamodb/expression/update.h"
#include "cloud/dynamodb/key_schema.h"

namespace bellwether::cloud::dynamodb::expression {

struct Parameter {
  std::string_view name;
  bool given = false;
  // Of Expected, QueryFilter and ScanFilter: how many attributes they have conditions for.
  std::size_t conditions = 0;
};

// Refuses what may not be together in one request: expressions and the parameters that came before
// them, placeholders without expressions, a ConditionalOperator without conditions. `values` is
// null for operations that have no ExpressionAttributeValues.
std::optional<aws::Error> check_parameters(std::span<const Parameter> expressions,
                                           std::span<const Parameter> legacy, bool names,
                                           const bool* values);

// The expressions of one request. Every parameter that it has is compiled, then finish() is asked
// whether all placeholders were used.
class Compiler {
 public:
  Compiler(const std::optional<Names>& names, std::optional<Item>* values);

  // Must be asked first.
  std::optional<aws::Error> check() { return placeholders_.check(); }
  aws::Result<std::optional<Condition>> condition(std::string_view parameter,
                                                  const std::optional<std::string>& expression);
  // See key_condition.h for what becomes of it.
  aws::Result<std::optional<Condition>> key_condition(std::string_view parameter,
                                                      const std::optional<std::string>& expression);
  aws::Result<std::optional<Update>> update(std::string_view parameter,
                                            const std::optional<std::string>& expression);
  aws::Result<std::optional<Projection>> projection(std::string_view parameter,
                                                    const std::optional<std::string>& expression);
  // The parameters that came before expressions (legacy.h).
  aws::Result<std::optional<Condition>> legacy_condition(
      Expected expected, const std::optional<std::string>& conditional_operator);
  aws::Result<std::optional<Condition>> legacy_condition(
      Comparisons filter, const std::optional<std::string>& conditional_operator);
  aws::Result<std::optional<Projection>> legacy_projection(
      const std::vector<std::string>& attributes);
  std::optional<aws::Error> finish() const { return placeholders_.unused(); }

  // Attributes that a path of any expression goes into: none of them may be a key (table.h).
  std::vector<std::string> entered() const { return entered_; }
  // Attributes that any expression names.
  const std::vector<std::string>& mentioned() const { return mentioned_; }

 private:
  void note_paths(const Condition& condition);
  void note_paths(const Operand& operand);
  void note_path(const Path& path);

  Placeholders placeholders_;
  std::vector<std::string> entered_;
  std::vector<std::string> mentioned_;
};

// A Query's filter may not speak of the keys it reads by. `what` is AWS's name for the filter:
// "Filter Expression" or "QueryFilter".
std::optional<aws::Error> check_filter_keys(std::string_view what, const Condition& filter,
                                            const KeySchema& keys);

}  // namespace bellwether::cloud::dynamodb::expression
