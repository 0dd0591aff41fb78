#include "runtime/errors.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace bellwether {
namespace {

FunctionError caught(void (*throwing)()) {
  try {
    throwing();
  } catch (...) {
    return current_exception_error();
  }
  return {"none", "none"};
}

TEST(CurrentExceptionError, names_the_dynamic_type_and_where_it_was_thrown) {
  const FunctionError error = caught([] { throw std::out_of_range("far"); });
  EXPECT_EQ(error.type, "std::out_of_range");
  EXPECT_EQ(error.message, "far");
  ASSERT_GE(error.stack.size(), 2U);
  EXPECT_EQ(error.stack[0].substr(0, 2), "0x");
}

TEST(CurrentExceptionError, keeps_the_stack_of_the_first_throw_when_thrown_on) {
  const FunctionError error = caught([] {
    try {
      throw std::runtime_error("deep");
    } catch (const std::exception&) {
      throw;
    }
  });
  EXPECT_EQ(error.message, "deep");
  EXPECT_FALSE(error.stack.empty());
}

TEST(CurrentExceptionError, takes_a_function_error_as_it_is) {
  const FunctionError error = caught([] { throw FunctionError("A", "b"); });
  EXPECT_EQ(error.type, "A");
  EXPECT_EQ(error.message, "b");
}

TEST(HeaderValue, is_printable_and_bounded) {
  EXPECT_EQ(header_value("a\r\nb: c\x80"), "a??b: c?");
  EXPECT_EQ(header_value(std::string(1000, 'x')).size(), 256U);
}

}  // namespace
}  // namespace bellwether
