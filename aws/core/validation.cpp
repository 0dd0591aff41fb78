#include "aws/core/validation.h"

#include <cassert>
#include <memory>
#include <shared_mutex>
#include <unordered_map>

#include <re2/re2.h>

namespace bellwether::aws {
namespace {

// Coral stops listing there; the count in front is that of the listed ones.
constexpr std::size_t kMaxViolations = 10;

// Patterns come from the generated tables, so there are finitely many and their text lives forever.
const re2::RE2& compiled(std::string_view pattern) {
  static std::shared_mutex mutex;
  static std::unordered_map<const char*, std::unique_ptr<re2::RE2>> cache;
  {
    const std::shared_lock lock(mutex);
    if (const auto found = cache.find(pattern.data()); found != cache.end()) return *found->second;
  }
  const std::unique_lock lock(mutex);
  auto& slot = cache[pattern.data()];
  if (!slot) {
    slot = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()),
                                      re2::RE2::Quiet);
  }
  return *slot;
}

std::string at_least(std::int64_t length) {
  return "Member must have length greater than or equal to " + std::to_string(length);
}
std::string at_most(std::int64_t length) {
  return "Member must have length less than or equal to " + std::to_string(length);
}
std::string of_pattern(std::string_view pattern) {
  return "Member must satisfy regular expression pattern: " + std::string(pattern);
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
  const re2::RE2& expression = compiled(pattern);
  // The generator lets no pattern through that RE2 lacks.
  assert(expression.ok());
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), expression);
}

std::string describe(const std::string& value) {
  return value;
}
std::string describe(bool value) {
  return value ? "true" : "false";
}
std::string describe(std::int64_t value) {
  return std::to_string(value);
}
std::string describe(const Blob& value) {
  return "java.nio.HeapByteBuffer[pos=0 lim=" + std::to_string(value.bytes.size()) +
         " cap=" + std::to_string(value.bytes.size()) + "]";
}
std::string describe(double value) {
  std::string text = std::to_string(value);
  while (text.ends_with('0') && !text.ends_with(".0")) text.pop_back();
  return text;
}

std::string Validator::message() const {
  if (violations_.empty()) return {};
  std::string text = std::to_string(violations_.size()) +
                     (violations_.size() == 1 ? " validation error" : " validation errors") +
                     " detected: ";
  for (std::size_t i = 0; i < violations_.size(); ++i) {
    if (i > 0) text += "; ";
    text += violations_[i];
  }
  return text;
}

bool Validator::required(std::string_view member) {
  if (missing_.empty()) return true;
  const std::string path = path_of(member);
  if (std::find(missing_.begin(), missing_.end(), path) == missing_.end()) return true;
  if (violations_.size() < kMaxViolations) {
    violations_.push_back("Value null at '" + path +
                          "' failed to satisfy constraint: Member must not be null");
  }
  return false;
}

void Validator::pattern(std::string_view member, const std::string& value,
                        std::string_view expression) {
  if (!matches_pattern(expression, value)) {
    violation(member, value, of_pattern(expression));
  }
}

void Validator::name_or_arn(std::string_view member, const std::string& value, std::int64_t max,
                            std::string_view expression) {
  if (value.empty() || value.starts_with("arn:")) return;
  pattern(member, value, expression);
  length(member, value, 1, max);
}

void Validator::one_of(std::string_view member, const std::string& value,
                       std::span<const std::string_view> values) {
  if (std::find(values.begin(), values.end(), value) != values.end()) return;
  std::string set;
  for (const auto& allowed : values) {
    if (!set.empty()) set += ", ";
    set += allowed;
  }
  violation(member, value, "Member must satisfy enum value set: [" + set + "]");
}

std::int64_t Validator::size_of(const std::string& value) {
  // UTF-16 units, as Java counts: one for each character, two above the basic plane.
  return std::count_if(value.begin(), value.end(), [](char c) { return (c & 0xC0) != 0x80; }) +
         std::count_if(value.begin(), value.end(), [](char c) { return (c & 0xF8) == 0xF0; });
}

void Validator::step(std::string_view name) {
  if (!path_.empty()) path_.push_back('.');
  path_.append(name);
}

std::string Validator::path_of(std::string_view member) const {
  return path_.empty() ? std::string(member) : path_ + "." + std::string(member);
}

void Validator::violation(std::string_view member, const std::string& value,
                          const std::string& rule) {
  note("Value '" + value + "'", member, rule);
}

void Validator::note(std::string_view subject, std::string_view member, const std::string& rule) {
  if (violations_.size() >= kMaxViolations) return;
  violations_.push_back(std::string(subject) + " at '" + path_of(member) +
                        "' failed to satisfy constraint: " + rule);
}

bool Validator::key_fits(const std::string& key, const KeyRules& rules) {
  const std::int64_t size = size_of(key);
  return size >= rules.min.value_or(size) && size <= rules.max.value_or(size) &&
         (rules.pattern.empty() || matches_pattern(rules.pattern, key));
}

void Validator::keys_violation(std::string_view member, const std::string& value,
                               const KeyRules& rules) {
  std::string all;
  const auto add = [&](const std::string& rule) { all += (all.empty() ? "" : ", ") + rule; };
  if (rules.max) add(at_most(*rules.max));
  if (rules.min) add(at_least(*rules.min));
  if (!rules.pattern.empty()) add(of_pattern(rules.pattern));
  note(rules.hidden ? "Value" : "Value '" + value + "'", member,
       "Map keys must satisfy constraint: [" + all + "]");
}

void Validator::check_length(std::string_view member, std::int64_t size,
                             const std::function<std::string()>& value, std::int64_t min,
                             std::int64_t max) {
  if (size < min) {
    violation(member, value(), at_least(min));
  } else if (size > max) {
    violation(member, value(), at_most(max));
  }
}

void Validator::check_range(std::string_view member, double number, const std::string& value,
                            double min, double max) {
  const auto whole = [](double bound) { return std::to_string(static_cast<std::int64_t>(bound)); };
  if (number < min) {
    violation(member, value, "Member must have value greater than or equal to " + whole(min));
  } else if (number > max) {
    violation(member, value, "Member must have value less than or equal to " + whole(max));
  }
}

}  // namespace bellwether::aws
