#include "lab/report.h"

#include <algorithm>
#include <charconv>

namespace bellwether::lab {
namespace {

// "12.34 ms" with unit " ms"; the whole text must be number and unit.
template <class Number>
std::optional<Number> quantity(std::string_view text, std::string_view unit) {
  if (!text.ends_with(unit)) return std::nullopt;
  text.remove_suffix(unit.size());
  Number value{};
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stopped != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

std::string_view trim_end(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

struct Fields {
  std::optional<double> duration;
  std::optional<double> billed;
  std::optional<int> size;
  std::optional<int> used;
};

// False when a field that is known has a value that is not.
bool read_field(std::string_view name, std::string_view value, Fields& fields, Report& report) {
  if (name == "Duration") return (fields.duration = quantity<double>(value, " ms")).has_value();
  if (name == "Billed Duration")
    return (fields.billed = quantity<double>(value, " ms")).has_value();
  if (name == "Memory Size") return (fields.size = quantity<int>(value, " MB")).has_value();
  if (name == "Max Memory Used") return (fields.used = quantity<int>(value, " MB")).has_value();
  if (name == "Init Duration") return (report.init_ms = quantity<double>(value, " ms")).has_value();
  if (name == "Restore Duration") {
    return (report.restore_ms = quantity<double>(value, " ms")).has_value();
  }
  if (name == "Status") report.status = value;
  if (name == "Error Type") report.error_type = value;
  return true;
}

}  // namespace

std::optional<Report> parse_report(std::string_view line) {
  constexpr std::string_view start = "REPORT RequestId: ";
  if (!line.starts_with(start)) return std::nullopt;
  line = trim_end(line.substr(start.size()));

  Report report;
  const auto id_end = std::min(line.find('\t'), line.size());
  report.request_id = trim_end(line.substr(0, id_end));
  if (report.request_id.empty()) return std::nullopt;
  line.remove_prefix(id_end);

  Fields fields;
  while (!line.empty()) {
    line.remove_prefix(1);  // the tab
    const auto end = std::min(line.find('\t'), line.size());
    const std::string_view field = trim_end(line.substr(0, end));
    line.remove_prefix(end);
    const auto colon = field.find(": ");
    if (colon == std::string_view::npos) continue;
    if (!read_field(field.substr(0, colon), field.substr(colon + 2), fields, report)) {
      return std::nullopt;
    }
  }
  if (!fields.duration || !fields.billed || !fields.size || !fields.used) return std::nullopt;
  report.duration_ms = *fields.duration;
  report.billed_ms = *fields.billed;
  report.memory_size_mb = *fields.size;
  report.max_memory_used_mb = *fields.used;
  return report;
}

}  // namespace bellwether::lab
