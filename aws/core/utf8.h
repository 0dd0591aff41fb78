// Text that has to be UTF-8 (JSON, the log), from bytes that need not be.
//
// Who needs the look: text of functions, of URLs and headers. What has come in through simdjson has
// been looked at: it refuses documents that are not UTF-8, and lone surrogates.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bellwether::aws {

// Costs a glance when the text is ASCII.
bool is_utf8(std::string_view text);

// The text, with U+FFFD for every byte that is of no well-formed character (RFC 3629).
std::string to_utf8(std::string text);

// The longest beginning, or end, of at most `most` bytes that cuts no character.
std::string_view utf8_prefix(std::string_view text, std::size_t most);
std::string_view utf8_suffix(std::string_view text, std::size_t most);

}  // namespace bellwether::aws
