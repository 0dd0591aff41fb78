#include "runtime/errors.h"

#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

#include <cxxabi.h>

#include "aws/json/writer.h"
#include "runtime/stack_trace.h"

namespace bellwether {
namespace {

std::string demangled(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  return status == 0 ? name.get() : type.name();
}

}  // namespace

FunctionError current_exception_error() {
  try {
    throw;
  } catch (const FunctionError& error) {
    FunctionError copy = error;
    if (copy.stack.empty()) copy.stack = stack_of_throw(&error);
    return copy;
  } catch (const std::exception& exception) {
    FunctionError error(demangled(typeid(exception)), exception.what());
    error.stack = stack_of_throw(dynamic_cast<const void*>(&exception));
    return error;
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    FunctionError error(type ? demangled(*type) : "unknown",
                        "The handler threw something that is not a std::exception");
    error.stack = stack_of_throw(nullptr);
    return error;
  }
}

std::string error_json(const FunctionError& error) {
  aws::json::Writer writer;
  writer.open_object();
  writer.key("errorType");
  writer.string(error.type);
  writer.key("errorMessage");
  writer.string(error.message);
  writer.key("stackTrace");
  aws::json::write(writer, error.stack);
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
