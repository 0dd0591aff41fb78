#include "cloud/s3/rules/names.h"

#include <algorithm>
#include <array>

#include <simdjson.h>

#include "cloud/s3/errors.h"

namespace bellwether::cloud::s3 {
namespace {

constexpr std::size_t shortest_bucket_name = 3;
constexpr std::size_t longest_bucket_name = 63;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c);
}

// Four groups of digits, whatever their size.
bool is_like_an_address(std::string_view name) {
  return std::ranges::count(name, '.') == 3 &&
         std::ranges::all_of(name, [](char c) { return is_digit(c) || c == '.'; });
}

// Reserved for other kinds of buckets and for access points.
bool is_reserved(std::string_view name) {
  static constexpr std::array<std::string_view, 3> prefixes{"xn--", "sthree-", "amzn-s3-demo-"};
  static constexpr std::array<std::string_view, 5> suffixes{"-s3alias", "--ol-s3", ".mrap",
                                                            "--x-s3", "--table-s3"};
  return std::ranges::any_of(prefixes, [&](auto prefix) { return name.starts_with(prefix); }) ||
         std::ranges::any_of(suffixes, [&](auto suffix) { return name.ends_with(suffix); });
}

}  // namespace

bool is_bucket_name(std::string_view name) {
  if (name.size() < shortest_bucket_name || name.size() > longest_bucket_name) return false;
  const auto allowed = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-'; };
  return std::ranges::all_of(name, allowed) && is_letter_or_digit(name.front()) &&
         is_letter_or_digit(name.back()) && !name.contains("..") && !is_like_an_address(name) &&
         !is_reserved(name);
}

aws::Result<aws::Unit> check_key(std::string_view key) {
  if (key.size() > kMaxKeyBytes) return aws::fail(errors::key_too_long(key.size(), kMaxKeyBytes));
  if (key.empty() || !simdjson::validate_utf8(key.data(), key.size())) {
    return aws::fail(errors::invalid_uri(""));
  }
  return aws::Unit{};
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

Metadata lower_case_names(const Metadata& metadata) {
  Metadata lower;
  for (const auto& [name, value] : metadata) lower.emplace(lower_case(name), value);
  return lower;
}

aws::Result<aws::Unit> check_metadata(const Metadata& metadata) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : metadata) bytes += name.size() + value.size();
  if (bytes > kMaxMetadataBytes) {
    return aws::fail(errors::metadata_too_large(bytes, kMaxMetadataBytes));
  }
  return aws::Unit{};
}

}  // namespace bellwether::cloud::s3
