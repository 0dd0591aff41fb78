#include "runtime/errors.h"

#include <cstdlib>
#include <exception>
#include <memory>
#include <span>
#include <string_view>
#include <typeinfo>

#include <cxxabi.h>

#include "runtime/stack_trace.h"

namespace bellwether {
namespace {

// Whoever nests exceptions in a loop gets no endless report.
constexpr std::size_t most_causes = 16;

std::string demangled(const std::type_info& type) {
  if (type == typeid(std::string)) return "std::string";
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  const std::string_view name = status == 0 ? text.get() : type.name();
  // What std::throw_with_nested() makes of the type that it was given.
  constexpr std::string_view nested = "std::_Nested_exception<";
  if (!name.starts_with(nested) || !name.ends_with('>')) return std::string(name);
  const auto inner = name.substr(nested.size(), name.size() - nested.size() - 1);
  return std::string(inner.substr(0, inner.find_last_not_of(' ') + 1));
}

FunctionError outermost_error() {
  const auto thrown = [](std::string message, const void* exception) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    FunctionError error(type ? demangled(*type) : "unknown", std::move(message));
    error.stack = stack_of_throw(exception);
    return error;
  };
  try {
    throw;
  } catch (const FunctionError& error) {
    FunctionError copy = error;
    if (copy.stack.empty()) copy.stack = stack_of_throw(&error);
    return copy;
  } catch (const std::exception& exception) {
    return thrown(exception.what(), dynamic_cast<const void*>(&exception));
  } catch (const std::string& text) {
    return thrown(text, nullptr);
  } catch (const char* text) {
    return thrown(text == nullptr ? "" : text, nullptr);
  } catch (...) {
    return thrown("The handler threw something that is neither a std::exception nor a text",
                  nullptr);
  }
}

// What the exception being handled was thrown because of, or null.
std::exception_ptr nested_in_current() {
  try {
    throw;
  } catch (const std::nested_exception& exception) {
    return exception.nested_ptr();
  } catch (...) {
    return nullptr;
  }
}

void write_cause(aws::json::Writer& writer, std::span<const FunctionError::Cause> causes) {
  if (causes.empty()) return;
  writer.key("cause");
  writer.open_object();
  writer.key("errorType");
  writer.string(causes.front().type);
  writer.key("errorMessage");
  writer.string(causes.front().message);
  write_cause(writer, causes.subspan(1));
  writer.close_object();
}

}  // namespace

FunctionError current_exception_error() {
  FunctionError error = outermost_error();
  auto cause = nested_in_current();
  while (cause && error.causes.size() < most_causes) {
    try {
      std::rethrow_exception(cause);
    } catch (...) {
      // Only the last throw's frames are known.
      FunctionError inner = outermost_error();
      error.causes.push_back({std::move(inner.type), std::move(inner.message)});
      cause = nested_in_current();
    }
  }
  return error;
}

void write_members(aws::json::Writer& writer, const FunctionError& error) {
  writer.key("errorType");
  writer.string(error.type);
  writer.key("errorMessage");
  writer.string(error.message);
  writer.key("stackTrace");
  aws::json::write(writer, error.stack);
  write_cause(writer, error.causes);
}

std::string error_json(const FunctionError& error) {
  aws::json::Writer writer;
  writer.open_object();
  write_members(writer, error);
  writer.close_object();
  return writer.take();
}

std::string header_value(const std::string& error_type) {
  constexpr std::size_t longest = 256;
  std::string value;
  for (const char c : error_type.substr(0, longest))
    value.push_back(c >= ' ' && c <= '~' ? c : '?');
  return value;
}

}  // namespace bellwether
