#include "cloud/logs/filter_pattern.h"

#include <algorithm>
#include <cctype>

#include "aws/logs/model.h"
#include "cloud/logs/json_pattern.h"

namespace bellwether::cloud::logs {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

std::unexpected<aws::Error> invalid(std::string message) {
  return aws::fail(aws::logs::errors::InvalidParameterException(std::move(message)));
}

// Other characters need quotes; a byte above 127 is part of a letter of another alphabet.
bool allowed_in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || byte >= 0x80;
}

// Takes a term off the front of `rest`: a word, or a phrase with \" and \\ inside.
aws::Result<std::string> take_term(std::string_view& rest) {
  std::string term;
  if (!rest.starts_with('"')) {
    term = rest.substr(0, rest.find_first_of(kSpaces));
    rest.remove_prefix(term.size());
    if (term.empty()) return invalid("Invalid filter pattern: a term is empty");
    if (!std::ranges::all_of(term, allowed_in_word)) {
      return invalid("Invalid character(s) in term '" + term + "'");
    }
    return term;
  }
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      if (term.empty()) return invalid("Invalid filter pattern: a quoted term is empty");
      return term;
    }
    if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
    term.push_back(rest[i]);
  }
  return invalid("Invalid filter pattern: a quoted term has no closing quote");
}

bool contains(std::string_view message, const std::string& term) {
  return message.find(term) != std::string_view::npos;
}

}  // namespace

FilterPattern::FilterPattern() = default;
FilterPattern::FilterPattern(FilterPattern&&) noexcept = default;
FilterPattern& FilterPattern::operator=(FilterPattern&&) noexcept = default;
FilterPattern::~FilterPattern() = default;

aws::Result<FilterPattern> FilterPattern::parse(std::string_view text) {
  FilterPattern pattern;
  const auto skip_spaces = [&text] {
    text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
  };
  skip_spaces();
  if (text.starts_with('[')) {
    return invalid("Space-delimited filter patterns ([...]) are not supported by Bellwether");
  }
  if (text.starts_with('{')) {
    auto json = JsonPattern::parse(text);
    if (!json) return std::unexpected(std::move(json.error()));
    pattern.json_ = std::make_unique<JsonPattern>(std::move(*json));
    return pattern;
  }
  while (!text.empty()) {
    std::vector<std::string>* terms = &pattern.required_;
    if (text.starts_with('?')) terms = &pattern.optional_;
    if (text.starts_with('-')) terms = &pattern.excluded_;
    if (terms != &pattern.required_) text.remove_prefix(1);
    if (text.starts_with('%')) {
      return invalid(
          "Regular expressions (%...%) in filter patterns are not supported by Bellwether");
    }
    auto term = take_term(text);
    if (!term) return std::unexpected(std::move(term.error()));
    terms->push_back(std::move(*term));
    skip_spaces();
  }
  return pattern;
}

bool FilterPattern::matches(std::string_view message) const {
  if (json_) return json_->matches(message);
  const auto inside = [message](const std::string& term) { return contains(message, term); };
  if (std::ranges::any_of(excluded_, inside)) return false;
  if (!std::ranges::all_of(required_, inside)) return false;
  // AWS: beside other terms, ?terms are ignored.
  const bool only_optional = required_.empty() && excluded_.empty() && !optional_.empty();
  return !only_optional || std::ranges::any_of(optional_, inside);
}

}  // namespace bellwether::cloud::logs
