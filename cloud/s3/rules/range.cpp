#include "cloud/s3/rules/range.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "cloud/s3/errors.h"

namespace bellwether::cloud::s3 {
namespace {

// Both ends as written; the first is missing in "-5", the last in "5-".
struct Ends {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;
};

// Nothing when the text is not all digits; what is too large for the type is its largest number.
std::optional<std::uint64_t> parse_offset(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec == std::errc::result_out_of_range) return std::numeric_limits<std::uint64_t>::max();
  return value;
}

std::optional<Ends> parse_ends(std::string_view header) {
  constexpr std::string_view unit = "bytes=";
  if (!header.starts_with(unit)) return std::nullopt;
  const std::string_view text = header.substr(unit.size());
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view first = text.substr(0, dash);
  const std::string_view last = text.substr(dash + 1);
  const Ends ends{parse_offset(first), parse_offset(last)};
  const bool readable = (ends.first || first.empty()) && (ends.last || last.empty());
  if (!readable || (!ends.first && !ends.last)) return std::nullopt;
  if (ends.first && ends.last && *ends.first > *ends.last) return std::nullopt;
  return ends;
}

}  // namespace

aws::Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size) {
  const auto ends = parse_ends(header);
  if (!ends) return std::nullopt;
  const std::uint64_t first = ends->first ? *ends->first : size - std::min(size, *ends->last);
  if (first >= size) return aws::fail(errors::invalid_range(header, size));
  const std::uint64_t last = ends->first && ends->last ? std::min(*ends->last, size - 1) : size - 1;
  return ByteRange{first, last - first + 1};
}

aws::Result<ByteRange> parse_copy_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view name = "x-amz-copy-source-range";
  const auto ends = parse_ends(header);
  if (!ends || !ends->first || !ends->last) {
    return aws::fail(errors::invalid_argument(
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and "
        "last are the zero-based offsets of the first and last bytes to copy",
        name, header));
  }
  if (*ends->last >= size) {
    return aws::fail(errors::invalid_argument(
        fmt::format("Range specified is not valid for source object of size: {}", size), name,
        header));
  }
  return ByteRange{*ends->first, *ends->last - *ends->first + 1};
}

}  // namespace bellwether::cloud::s3
