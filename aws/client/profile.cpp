#include "aws/client/profile.h"

#include <algorithm>

namespace bellwether::aws {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t\r") - start + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// A comment at a line's end needs a space before it, so that values may hold '#'.
std::string_view without_comment(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if ((value[i] == '#' || value[i] == ';') &&
        (i == 0 || value[i - 1] == ' ' || value[i - 1] == '\t')) {
      return trimmed(value.substr(0, i));
    }
  }
  return value;
}

Section* section_named(ConfigFile& file, std::string_view title, ConfigFileKind kind) {
  const std::size_t space = title.find_first_of(" \t");
  const std::string_view first = title.substr(0, space);
  const std::string_view rest =
      space == std::string_view::npos ? std::string_view() : trimmed(title.substr(space));
  if (kind == ConfigFileKind::credentials)
    return rest.empty() ? &file.profiles[std::string(first)] : nullptr;
  if (first == "default" && rest.empty()) return &file.profiles["default"];
  if (first == "profile" && !rest.empty()) return &file.profiles[std::string(rest)];
  if (first == "services" && !rest.empty()) return &file.services[std::string(rest)];
  return nullptr;
}

}  // namespace

ConfigFile parse_config_file(std::string_view text, ConfigFileKind kind) {
  ConfigFile file;
  Section* section = nullptr;
  std::string parent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));

    const std::string_view content = trimmed(line);
    if (content.empty() || content[0] == '#' || content[0] == ';') continue;
    const bool indented = line[0] == ' ' || line[0] == '\t';
    if (!indented && content[0] == '[') {
      const std::size_t close = content.find(']');
      section = close == std::string_view::npos
                    ? nullptr
                    : section_named(file, trimmed(content.substr(1, close - 1)), kind);
      parent.clear();
      continue;
    }
    const std::size_t equals = content.find('=');
    if (section == nullptr || equals == std::string_view::npos) continue;
    const std::string name = lower(trimmed(content.substr(0, equals)));
    const std::string_view value = without_comment(trimmed(content.substr(equals + 1)));
    if (indented && !parent.empty()) {
      std::string nested = parent;
      nested.append(".").append(name);
      (*section)[nested] = value;
    } else {
      // A setting without a value opens a block of nested ones.
      parent = value.empty() ? name : "";
      (*section)[name] = value;
    }
  }
  return file;
}

}  // namespace bellwether::aws
