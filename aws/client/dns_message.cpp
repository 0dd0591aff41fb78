#include "aws/client/dns_message.h"

#include <cstddef>

namespace bellwether::aws::dns {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;
constexpr std::uint16_t class_in = 1;

void put(std::string& message, std::uint16_t value) {
  message.push_back(static_cast<char>(value >> 8));
  message.push_back(static_cast<char>(value & 0xff));
}

std::uint16_t get(std::string_view message, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(message[at]) << 8 |
                                    static_cast<unsigned char>(message[at + 1]));
}

// Past the name at `at`, or npos when it runs out of the message.
std::size_t skip_name(std::string_view message, std::size_t at) {
  while (at < message.size()) {
    const auto length = static_cast<unsigned char>(message[at]);
    if (length == 0) return at + 1;
    if ((length & 0xc0) == 0xc0) return at + 2;
    at += 1U + length;
  }
  return std::string_view::npos;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same_question(std::string_view message, std::string_view asked) {
  if (message.size() < asked.size()) return false;
  for (std::size_t i = header_size; i < asked.size(); ++i) {
    if (lower(message[i]) != lower(asked[i])) return false;
  }
  return true;
}

}  // namespace

std::string question(std::uint16_t id, std::string_view name, std::uint16_t type) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || name.size() > longest_name) return {};
  std::string message;
  put(message, id);
  put(message, 0x0100);  // recursion desired
  put(message, 1);
  for (int section = 0; section < 3; ++section) put(message, 0);
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    if (dot == 0 || dot > longest_label) return {};
    message.push_back(static_cast<char>(dot));
    message.append(name.substr(0, dot));
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  message.push_back('\0');
  put(message, type);
  put(message, class_in);
  return message;
}

Answer parse_answer(std::string_view message, std::string_view asked, std::uint16_t type) {
  using Outcome = Answer::Outcome;
  if (message.size() < header_size || message.substr(0, 2) != asked.substr(0, 2)) {
    return {Outcome::not_ours, {}};
  }
  const std::uint16_t flags = get(message, 2);
  const bool is_answer = (flags & 0x8000) != 0;
  if (!is_answer) return {Outcome::not_ours, {}};
  const int code = flags & 0x000f;
  if (code == 3) return {Outcome::no_such_name, {}};
  if (code != 0) return {Outcome::refused, {}};
  if (get(message, 4) != 1 || !same_question(message, asked)) return {Outcome::not_ours, {}};
  if ((flags & 0x0200) != 0) return {Outcome::truncated, {}};

  Answer answer{Outcome::no_addresses, {}};
  const std::size_t wanted_size = type == type_a ? 4 : 16;
  std::size_t at = asked.size();
  for (int records = get(message, 6); records > 0; --records) {
    at = skip_name(message, at);
    if (at == std::string_view::npos || at + 10 > message.size()) break;
    const std::uint16_t record_type = get(message, at);
    const std::uint16_t record_class = get(message, at + 2);
    const std::size_t size = get(message, at + 8);
    at += 10;
    if (at + size > message.size()) break;
    // Records of the aliases on the way are CNAMEs and fall out by type.
    if (record_type == type && record_class == class_in && size == wanted_size) {
      answer.addresses.emplace_back(message.substr(at, size));
      answer.outcome = Outcome::addresses;
    }
    at += size;
  }
  return answer;
}

}  // namespace bellwether::aws::dns
