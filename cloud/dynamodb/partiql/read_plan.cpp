#include "cloud/dynamodb/partiql/read_plan.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "cloud/dynamodb/expression/compare.h"
#include "cloud/dynamodb/expression/key_condition.h"
#include "cloud/dynamodb/operations/key_range.h"
#include "cloud/dynamodb/partiql/key_conditions.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

using aws::dynamodb::errors::ValidationException;
using expression::Condition;
using expression::KeyConditions;
using expression::KeyOperator;
using expression::Operand;
using Kind = Condition::Kind;

bool is_empty(const KeyRange& range) {
  return range.begin >= range.end;
}

KeyRange intersection(const KeyRange& a, const KeyRange& b) {
  return {.begin = std::max(a.begin, b.begin), .end = std::min(a.end, b.end)};
}

std::optional<Condition> all_of(std::vector<Condition> conditions) {
  if (conditions.empty()) return std::nullopt;
  if (conditions.size() == 1) return std::move(conditions.front());
  return Condition{.kind = Kind::all, .conditions = std::move(conditions)};
}

// What the condition asks of an attribute in a way that a range of keys can answer.
std::optional<KeyConditions::Part> part_of(const Condition& condition,
                                           const std::string& attribute) {
  const std::vector<Operand>* operands = &condition.operands;
  KeyConditions::Part part{.attribute = attribute, .values = {}};
  if (condition.kind == Kind::compare) {
    const auto comparison = expression::key_operator(condition);
    if (!comparison) return std::nullopt;
    part.comparison = *comparison;
  } else if (condition.kind == Kind::between) {
    part.comparison = KeyOperator::between;
  } else if (condition.kind == Kind::function && operands->front().name == "begins_with") {
    operands = &operands->front().arguments;
    part.comparison = KeyOperator::begins_with;
  } else {
    return std::nullopt;
  }
  if (condition.kind != Kind::compare && operands->front().kind != Operand::Kind::path) {
    return std::nullopt;
  }
  for (const Operand& operand : *operands) {
    if (operand.kind == Operand::Kind::value) {
      part.values.push_back(operand.value);
    } else if (operand.kind == Operand::Kind::function || operand.path.size() != 1 ||
               operand.path.front().name != attribute) {
      return std::nullopt;
    }
  }
  if (part.values.size() + 1 != operands->size()) return std::nullopt;
  return part;
}

// One branch of the WHERE, read as a Query.
struct KeyedRead {
  PlannedRead read;
  // Something is asked of the sort key that no range of keys answers.
  bool filters_sort_key = false;
};

class Planner {
 public:
  Planner(const Scope& scope, const Compiled& select, const Table& table, const Index* index)
      : space_(space_of(scope, table, index)),
        select_(select),
        schema_(index ? index->keys : table.keys) {
    plan_.index = index;
  }

  aws::Result<ReadPlan> plan() {
    if (auto error = check_order()) return aws::fail(*error);
    plan_.keyed = select_.where && chooses_partitions(*select_.where, schema_);
    if (auto error = plan_.keyed ? read_partitions() : std::nullopt) return aws::fail(*error);
    if (!plan_.keyed) {
      plan_.reads.push_back(
          {.range = {space_.bytes(), space_.end()}, .filter = select_.where, .partition = {}});
    }
    if (!select_.order.empty()) {
      if (auto error = apply_order()) return aws::fail(*error);
    }
    return std::move(plan_);
  }

 private:
  std::optional<aws::Error> read_partitions() {
    auto chosen = branches(*select_.where, schema_);
    if (!chosen) return chosen.error();
    // By partition; where a partition is chosen several times, they are told apart below.
    std::map<std::string, std::vector<KeyedRead>> partitions;
    for (Branch& branch : *chosen) {
      auto read = keyed_read(std::move(branch));
      if (!read) return read.error();
      if (!*read) {
        // Two values of one partition key: AWS reads everything then, and finds nothing.
        plan_.keyed = false;
        return std::nullopt;
      }
      partitions[partition_prefix((*read)->read.partition)].push_back(std::move(**read));
    }
    for (auto& [prefix, reads] : partitions) {
      if (auto error = settle(reads)) return error;
      for (KeyedRead& read : reads) plan_.reads.push_back(std::move(read.read));
    }
    std::ranges::stable_sort(plan_.reads, {}, [](const PlannedRead& r) { return r.range.begin; });
    return std::nullopt;
  }

  // Nothing where the branch contradicts itself about the partition key.
  aws::Result<std::optional<KeyedRead>> keyed_read(Branch branch) const {
    KeyedRead keyed;
    std::vector<Condition> rest;
    std::vector<KeyConditions::Part> sorts;
    const AttributeValue* partition = nullptr;
    for (Condition& condition : branch) {
      if (const auto* value = equality(condition, schema_.partition.name)) {
        if (partition && !equal(*partition, *value)) return std::nullopt;
        keyed.read.partition = *value;
        partition = &keyed.read.partition;
        continue;
      }
      auto part = schema_.sort ? part_of(condition, schema_.sort->name) : std::nullopt;
      if (part) {
        sorts.push_back(std::move(*part));
        continue;
      }
      keyed.filters_sort_key =
          keyed.filters_sort_key || (schema_.sort && mentions(condition, schema_.sort->name));
      rest.push_back(std::move(condition));
    }
    auto range = range_of_keys(keyed.read.partition, sorts);
    if (!range) return aws::fail(range.error());
    keyed.read.range = std::move(*range);
    const bool sort_given = std::ranges::any_of(sorts, [](const KeyConditions::Part& part) {
      return part.comparison == KeyOperator::equal;
    });
    keyed.read.one_item = rest.empty() && (schema_.sort ? sort_given : true) && sorts.size() <= 1;
    keyed.read.filter = all_of(std::move(rest));
    return keyed;
  }

  aws::Result<KeyRange> range_of_keys(const AttributeValue& partition,
                                      const std::vector<KeyConditions::Part>& sorts) const {
    if (auto error = check_type(schema_.partition, partition)) return aws::fail(*error);
    auto range = bound({.attribute = schema_.partition.name, .values = {partition}}, nullptr);
    for (const auto& sort : sorts) {
      for (const AttributeValue& value : sort.values) {
        if (auto error = check_type(*schema_.sort, value)) return aws::fail(*error);
      }
      if (!range) return range;
      auto narrower = bound({.attribute = schema_.partition.name, .values = {partition}}, &sort);
      if (!narrower) return narrower;
      range = intersection(*range, *narrower);
    }
    return range;
  }

  aws::Result<KeyRange> bound(KeyConditions::Part partition,
                              const KeyConditions::Part* sort) const {
    KeyConditions conditions;
    conditions.parts.push_back(std::move(partition));
    if (sort) conditions.parts.push_back(*sort);
    const auto condition = std::move(conditions).bind(schema_);
    if (!condition) return aws::fail(condition.error());
    return range_of(space_, *condition);
  }

  static std::optional<aws::Error> check_type(const KeyAttribute& key,
                                              const AttributeValue& value) {
    if (type_name(value) == std::string_view(&key.type, 1)) return std::nullopt;
    return wrong_key_type(key);
  }

  // The reads of one partition may not overlap, but are one where a condition on the sort key is
  // only a filter: AWS takes sk <> '1' beside sk = '2'.
  std::optional<aws::Error> settle(std::vector<KeyedRead>& reads) const {
    if (reads.size() == 1) return std::nullopt;
    if (std::ranges::any_of(reads, &KeyedRead::filters_sort_key)) {
      merge(reads);
      return std::nullopt;
    }
    std::erase_if(reads, [](const KeyedRead& keyed) { return is_empty(keyed.read.range); });
    const auto begin = [](const KeyedRead& keyed) { return keyed.read.range.begin; };
    std::ranges::sort(reads, {}, begin);
    for (std::size_t i = 1; i < reads.size(); ++i) {
      if (reads[i].read.range.begin >= reads[i - 1].read.range.end) continue;
      return ValidationException(
          "Overlapping conditions with range keys are not supported in where clause");
    }
    return std::nullopt;
  }

  // One read of the partition: what the whole WHERE says of its items is what these branches say.
  void merge(std::vector<KeyedRead>& reads) const {
    PlannedRead& whole = reads.front().read;
    whole.range = *range_of_keys(whole.partition, {});
    whole.filter = select_.where;
    whole.one_item = false;
    reads.resize(1);
  }

  std::optional<aws::Error> check_order() const {
    for (const OrderedBy& by : select_.order) {
      if (schema_.has(by.attribute)) continue;
      return ValidationException("Attribute " + by.attribute +
                                 " in ORDER BY clause must be part of the primary key");
    }
    return std::nullopt;
  }

  const OrderedBy* ordered_by(const std::string& attribute) const {
    const auto found = std::ranges::find(select_.order, attribute, &OrderedBy::attribute);
    return found == select_.order.end() ? nullptr : &*found;
  }

  bool several_partitions() const {
    return std::ranges::any_of(plan_.reads, [&](const PlannedRead& read) {
      return !equal(read.partition, plan_.reads.front().partition);
    });
  }

  std::optional<aws::Error> apply_order() {
    if (!plan_.keyed) {
      return ValidationException(
          "Must have at least one non-optional hash key condition in WHERE clause when using ORDER "
          "BY clause.");
    }
    const OrderedBy* partition = ordered_by(schema_.partition.name);
    const OrderedBy* sort = schema_.sort ? ordered_by(schema_.sort->name) : nullptr;
    if (several_partitions()) {
      if (!partition) {
        return ValidationException(
            "Must have hash key in ORDER BY clause when more than one hash key condition specified "
            "in WHERE clause.");
      }
      if (select_.order.front().attribute != schema_.partition.name) {
        return ValidationException(
            "ORDER BY must begin with the hash key when more than one hash key condition is "
            "specified in WHERE clause.");
      }
    }
    // Where only the partition key is named, AWS reads each partition backwards, also for ASC.
    plan_.forward = sort && !sort->descending;
    if (!plan_.forward) std::ranges::reverse(plan_.reads);
    if (partition) {
      std::ranges::stable_sort(plan_.reads, [&](const PlannedRead& a, const PlannedRead& b) {
        const auto order = expression::compare(a.partition, b.partition);
        return order && (partition->descending ? *order > 0 : *order < 0);
      });
    }
    return std::nullopt;
  }

  const store::Key space_;
  const Compiled& select_;
  const KeySchema& schema_;
  ReadPlan plan_;
};

aws::Result<const Index*> index_of(const Compiled& select, const Table& table, bool consistent) {
  if (!select.from.index) return nullptr;
  const Index* index = table.find_index(*select.from.index);
  if (!index) return invalid("The table does not have the specified index");
  if (consistent && index->kind == Index::Kind::global) {
    return invalid("Strongly consistent read is not supported on Global Secondary Indexes");
  }
  if (index->backfilling) {
    return invalid("Cannot read from backfilling global secondary index: " + index->name);
  }
  return index;
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return "[" + list + "]";
}

std::vector<std::string> lacking_columns(const Compiled& select, const Table& table,
                                         const Index& index) {
  std::vector<std::string> lacking;
  for (const Column& column : select.columns) {
    const std::string& attribute = column.path.front().name;
    if (index.has(attribute, table.keys) || std::ranges::count(lacking, attribute) > 0) continue;
    lacking.push_back(attribute);
  }
  return lacking;
}

void note_attributes(const Operand& operand, std::vector<std::string>& names) {
  if (operand.kind == Operand::Kind::path &&
      std::ranges::count(names, operand.path.front().name) == 0) {
    names.push_back(operand.path.front().name);
  }
  for (const Operand& argument : operand.arguments) note_attributes(argument, names);
}

void note_attributes(const Condition& condition, std::vector<std::string>& names) {
  for (const Operand& operand : condition.operands) note_attributes(operand, names);
  for (const Condition& inner : condition.conditions) note_attributes(inner, names);
}

// A Query may not ask what the index does not have; a Scan may, and finds that it is missing. With
// several reads AWS takes the statement when one of them may be made.
std::optional<aws::Error> check_filters(const ReadPlan& plan, const Table& table) {
  if (!plan.keyed || !plan.index) return std::nullopt;
  std::vector<std::string> lacking;
  for (const PlannedRead& read : plan.reads) {
    std::vector<std::string> names;
    if (read.filter) note_attributes(*read.filter, names);
    std::erase_if(names,
                  [&](const std::string& name) { return plan.index->has(name, table.keys); });
    if (names.empty()) return std::nullopt;
    if (lacking.empty()) lacking = std::move(names);
  }
  if (lacking.empty()) return std::nullopt;
  return ValidationException("One or more parameter values were invalid: Secondary index " +
                             plan.index->name +
                             " does not project one or more filter attributes: " + listed(lacking));
}

// Keys are scalars: nothing is inside of them.
std::optional<aws::Error> check_scalar_keys(const Compiled& select, const Table& table) {
  std::vector<std::string> entered;
  for (const Column& column : select.columns) {
    if (column.path.size() > 1) entered.push_back(column.path.front().name);
  }
  return check_entered(entered, table);
}

}  // namespace

aws::Result<ReadPlan> plan_read(const Scope& scope, const Compiled& select, const Table& table,
                                bool consistent) {
  const auto index = index_of(select, table, consistent);
  if (!index) return aws::fail(index.error());
  auto plan = Planner(scope, select, table, *index).plan();
  if (!plan) return plan;
  if (auto error = check_scalar_keys(select, table)) return aws::fail(*error);
  if (auto error = check_filters(*plan, table)) return aws::fail(*error);
  if (!*index) return plan;
  const auto lacking = lacking_columns(select, table, **index);
  if (lacking.empty()) return plan;
  if ((*index)->kind == Index::Kind::global) {
    return invalid("One or more parameter values were invalid: Global secondary index " +
                   (*index)->name + " does not project " + listed(lacking));
  }
  plan->fetches_items = true;
  return plan;
}

}  // namespace bellwether::cloud::dynamodb::partiql
