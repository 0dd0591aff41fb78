#include "cloud/s3/rules/tags.h"

#include <algorithm>

#include <simdjson.h>

#include "aws/core/http.h"
#include "cloud/s3/errors.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr std::size_t most_tags = 10;
constexpr std::size_t longest_key = 128;    // characters
constexpr std::size_t longest_value = 256;  // characters

bool is_allowed(char c) {
  constexpr std::string_view punctuation = " +-=._:/@";
  const bool letter_or_digit =
      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  // What is beyond ASCII counts as letters.
  return letter_or_digit || static_cast<unsigned char>(c) >= 0x80 || punctuation.contains(c);
}

// Of valid UTF-8: the bytes that begin one.
std::size_t count_characters(std::string_view text) {
  constexpr unsigned char mark = 0xc0;
  constexpr unsigned char continuation = 0x80;
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & mark) != continuation; }));
}

bool is_text(std::string_view text, std::size_t longest) {
  return simdjson::validate_utf8(text.data(), text.size()) && count_characters(text) <= longest &&
         std::ranges::all_of(text, is_allowed);
}

bool has_twice(const Tags& tags, std::string_view key) {
  return std::ranges::count(tags, key, [](const auto& tag) { return tag.first; }) > 1;
}

}  // namespace

aws::Result<aws::Unit> check_tags(const Tags& tags) {
  if (tags.size() > most_tags) {
    return aws::fail(errors::bad_request("Object tags cannot be greater than 10"));
  }
  for (const auto& [key, value] : tags) {
    if (has_twice(tags, key)) {
      return aws::fail(errors::invalid_tag("Cannot provide multiple Tags with the same key", key));
    }
    if (key.starts_with("aws:")) {
      return aws::fail(
          errors::invalid_tag("System tags cannot be added/updated by requester", key));
    }
    if (key.empty() || !is_text(key, longest_key)) {
      return aws::fail(errors::invalid_tag("The TagKey you have provided is invalid", key));
    }
    if (!is_text(value, longest_value)) {
      return aws::fail(
          errors::invalid_tag_value("The TagValue you have provided is invalid", key, value));
    }
  }
  return aws::Unit{};
}

aws::Result<Tags> parse_tagging(std::string_view header) {
  Tags tags = aws::parse_query(header);
  const auto repeated = [&](const auto& tag) { return has_twice(tags, tag.first); };
  if (std::ranges::any_of(tags, repeated)) {
    return aws::fail(errors::invalid_argument(
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters "
        "without tag name duplicates.",
        "x-amz-tagging", header));
  }
  if (auto checked = check_tags(tags); !checked) return std::unexpected(checked.error());
  return tags;
}

}  // namespace bellwether::cloud::s3
