#include "aws/json/reader.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "aws/core/time_format.h"

namespace bellwether::aws::json {
namespace {

// Coral, AWS's service framework, names the token it met. dynalite's tests have collected the
// wording: https://github.com/architect/dynalite/blob/main/test/helpers.js
std::string_view token_name(Value& value, Type type) {
  switch (type) {
    case Type::string:
      return "STRING_VALUE";
    case Type::number: {
      const std::string_view text = value.raw_json_token();
      return text.find_first_of(".eE") == std::string_view::npos ? "NUMBER_VALUE" : "DECIMAL_VALUE";
    }
    case Type::boolean:
      return value.raw_json_token().starts_with('t') ? "TRUE_VALUE" : "FALSE_VALUE";
    default:
      return "NULL_VALUE";
  }
}

bool scalar(Reader& r, Value& value, Type wanted_type, std::string_view wanted) {
  Type type{};
  if (value.type().get(type)) return r.malformed();
  return type == wanted_type || mismatch(r, value, wanted);
}

template <class Integer>
bool read_integer(Reader& r, Value& value, Integer& out, std::string_view wanted) {
  if (!scalar(r, value, Type::number, wanted)) return false;
  std::int64_t number = 0;
  if (value.get_int64().get(number)) {
    double decimal = 0;
    if (value.get_double().get(decimal)) return r.malformed();
    // Java narrows what is too large or has a fraction instead of refusing it.
    constexpr auto top = static_cast<double>(std::numeric_limits<Integer>::max());
    out = decimal >= top    ? std::numeric_limits<Integer>::max()
          : decimal <= -top ? std::numeric_limits<Integer>::min()
                            : static_cast<Integer>(decimal);
    return true;
  }
  if (number > std::numeric_limits<Integer>::max() ||
      number < std::numeric_limits<Integer>::min()) {
    return r.fail("NUMBER_VALUE cannot be converted to " + std::string(wanted));
  }
  out = static_cast<Integer>(number);
  return true;
}

// One parser a thread: its buffers are reused from request to request.
simdjson::ondemand::parser& thread_parser() {
  thread_local simdjson::ondemand::parser parser;
  return parser;
}

}  // namespace

void Reader::missing(std::string_view member) {
  std::string path;
  for (const Step& step : path_) {
    if (!path.empty()) path.push_back('.');
    if (step.index > 0) {
      path.append(std::to_string(step.index));
    } else {
      path.append(step.name);
    }
    if (step.element) path.append(".member");
  }
  path.append(path.empty() ? "" : ".").append(member);
  missing_.push_back(std::move(path));
}

std::string Reader::place() const {
  std::string place;
  for (const Step& step : path_) {
    if (step.index > 0) {
      place.append("[").append(std::to_string(step.index - 1)).append("]");
    } else {
      place.append(place.empty() ? "" : ".").append(step.name);
    }
  }
  return place;
}

bool mismatch(Reader& r, Value& value, std::string_view wanted) {
  Type type{};
  if (value.type().get(type)) return r.malformed();
  const bool scalar_wanted = wanted == "String" || wanted == "Boolean" || wanted == "Integer" ||
                             wanted == "Long" || wanted == "Double" || wanted == "Blob" ||
                             wanted == "Date";
  switch (type) {
    case Type::object:
      return r.fail("Start of structure or map found where not expected");
    case Type::array:
      if (wanted == "Map") return r.fail("Unrecognized collection type java.util.Map");
      return r.fail("Unrecognized collection type class " +
                    std::string(scalar_wanted ? "java.lang." : "") + std::string(wanted));
    default:
      if (wanted == "List" || wanted == "Map") return r.fail("Unexpected field type");
      if (!scalar_wanted) return r.fail("Unexpected value type in payload");
      return r.fail(std::string(token_name(value, type)) + " cannot be converted to " +
                    std::string(wanted));
  }
}

bool read_fields(Reader& r, Value& value, std::string_view wanted, OnField on_field,
                 void* context) {
  simdjson::ondemand::object object;
  Type type{};
  if (value.type().get(type)) return r.malformed();
  if (type != Type::object) return mismatch(r, value, wanted);
  if (value.get_object().get(object)) return r.malformed();
  if (!r.enter()) return false;
  for (auto entry : object) {
    std::string_view key;
    Value field;
    if (entry.unescaped_key().get(key) || entry.value().get(field)) return r.malformed();
    Type field_type{};
    if (field.type().get(field_type)) return r.malformed();
    if (field_type == Type::null) {
      bool null = false;
      if (field.is_null().get(null) || !null) return r.malformed();
      continue;
    }
    if (!on_field(context, key, field)) return false;
  }
  r.leave();
  return true;
}

bool read_elements(Reader& r, Value& value, OnElement on_element, void* context) {
  simdjson::ondemand::array array;
  Type type{};
  if (value.type().get(type)) return r.malformed();
  if (type != Type::array) return mismatch(r, value, "List");
  if (value.get_array().get(array)) return r.malformed();
  if (!r.enter()) return false;
  std::size_t index = 0;
  for (auto entry : array) {
    Value element;
    if (entry.get(element)) return r.malformed();
    if (!on_element(context, ++index, element)) return false;
  }
  r.leave();
  return true;
}

bool read(Reader& r, Value value, std::string& out) {
  std::string_view text;
  if (!scalar(r, value, Type::string, "String")) return false;
  if (value.get_string().get(text)) return r.malformed();
  out.assign(text);
  return true;
}

bool read(Reader& r, Value value, bool& out) {
  if (!scalar(r, value, Type::boolean, "Boolean")) return false;
  return !value.get_bool().get(out) || r.malformed();
}

bool read(Reader& r, Value value, std::int32_t& out) {
  return read_integer(r, value, out, "Integer");
}

bool read(Reader& r, Value value, std::int64_t& out) {
  return read_integer(r, value, out, "Long");
}

bool read(Reader& r, Value value, double& out) {
  Type type{};
  if (value.type().get(type)) return r.malformed();
  if (type == Type::string) {
    std::string_view text;
    if (value.get_string().get(text)) return r.malformed();
    if (text == "NaN")
      out = std::numeric_limits<double>::quiet_NaN();
    else if (text == "Infinity")
      out = std::numeric_limits<double>::infinity();
    else if (text == "-Infinity")
      out = -std::numeric_limits<double>::infinity();
    else
      return r.fail("STRING_VALUE cannot be converted to Double");
    return true;
  }
  if (type != Type::number) return mismatch(r, value, "Double");
  return !value.get_double().get(out) || r.malformed();
}

bool read(Reader& r, Value value, Blob& out) {
  std::string_view text;
  if (!scalar(r, value, Type::string, "Blob")) return false;
  if (value.get_string().get(text)) return r.malformed();
  return base64_decode(text, out.bytes) || r.fail("Invalid Base64 in a blob");
}

bool read(Reader& r, Value value, Timestamp& out) {
  Type type{};
  if (value.type().get(type)) return r.malformed();
  if (type == Type::string) {
    std::string_view text;
    if (value.get_string().get(text)) return r.malformed();
    const auto time = parse_iso8601(text);
    if (!time) return r.fail("STRING_VALUE cannot be converted to Date");
    out = *time;
    return true;
  }
  double seconds = 0;
  if (type != Type::number) return mismatch(r, value, "Date");
  if (value.get_double().get(seconds)) return r.malformed();
  // Milliseconds must fit 63 bits with room: the year 9999 is 2.5e11 seconds.
  if (!(std::abs(seconds) < 1e12)) return r.fail("DECIMAL_VALUE cannot be converted to Date");
  out = Timestamp{std::chrono::milliseconds{std::llround(seconds * 1000)}};
  return true;
}

bool read(Reader& r, Value value, Document& out) {
  Type type{};
  std::string_view text;
  if (value.type().get(type)) return r.malformed();
  if (type == Type::object || type == Type::array) {
    if (simdjson::to_json_string(value).get(text)) return r.malformed();
  } else {
    text = value.raw_json_token();
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' ||
                             text.back() == '\t')) {
      text.remove_suffix(1);
    }
  }
  out.json.assign(text);
  return true;
}

bool parse(Reader& r, std::string_view text, std::size_t room, ReadValue read_value, void* out) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    text = "{}";
    room = 0;
  }
  simdjson::padded_string copy;
  simdjson::padded_string_view padded(text.data(), text.size(), text.size() + room);
  if (room < simdjson::SIMDJSON_PADDING) {
    copy = simdjson::padded_string(text);
    padded = copy;
  }
  simdjson::ondemand::document document;
  Value value;
  if (thread_parser().iterate(padded).get(document)) return r.malformed();
  // A scalar document has no value in simdjson's on-demand interface; no AWS input is one.
  if (document.get_value().get(value)) {
    return r.fail("Unexpected value type in payload");
  }
  if (!read_value(r, value, out)) return false;
  const char* rest = nullptr;
  // Past its last token simdjson has no location to give.
  return document.current_location().get(rest) ||
         r.fail("Could not parse request body: text after its end");
}

}  // namespace bellwether::aws::json
