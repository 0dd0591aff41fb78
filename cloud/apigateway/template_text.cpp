#include "cloud/apigateway/template_text.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace bellwether::cloud::apigateway {
namespace {

bool letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

bool word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

void skip(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

}  // namespace

std::optional<std::string_view> velocity_in(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char next = text[i + 1];
    const bool reference = text[i] == '$' && (letter(next) || next == '{' || next == '!');
    const bool directive = text[i] == '#' && (letter(next) || next == '{' || next == '#' ||
                                              next == '*' || next == '@');
    if (!reference && !directive) continue;
    std::size_t end = i + 2;
    while (end < text.size() && word_character(text[end])) ++end;
    return text.substr(i, end - i);
  }
  return std::nullopt;
}

std::optional<int> status_code_in(std::string_view text) {
  static constexpr std::string_view kName = "statusCode";
  static constexpr std::string_view kSpaces = " \t\r\n";
  skip(text, kSpaces);
  if (!text.starts_with('{')) return std::nullopt;
  const auto at = text.find(kName);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + kName.size());
  if (text.starts_with('"') || text.starts_with('\'')) text.remove_prefix(1);
  skip(text, kSpaces);
  if (!text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  skip(text, kSpaces);
  if (text.starts_with('"') || text.starts_with('\'')) text.remove_prefix(1);
  int status = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
  if (error != std::errc{} || status < 100 || status > 599) return std::nullopt;
  return status;
}

}  // namespace bellwether::cloud::apigateway
