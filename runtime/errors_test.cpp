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

TEST(CurrentExceptionError, takes_a_thrown_text_as_the_message) {
  const FunctionError text = caught([] { throw std::string("no wool"); });
  EXPECT_EQ(text.type, "std::string");
  EXPECT_EQ(text.message, "no wool");
  EXPECT_FALSE(text.stack.empty());
  EXPECT_EQ(caught([] { throw "no grass"; }).message, "no grass");
  EXPECT_EQ(caught([] { throw 5; }).type, "int");
}

TEST(CurrentExceptionError, tells_the_nested_exceptions_as_causes) {
  const FunctionError error = caught([] {
    try {
      try {
        throw std::out_of_range("deep");
      } catch (...) {
        std::throw_with_nested(FunctionError("Middle", "between"));
      }
    } catch (...) {
      std::throw_with_nested(std::runtime_error("outer"));
    }
  });
  EXPECT_EQ(error.type, "std::runtime_error");
  EXPECT_EQ(error.message, "outer");
  EXPECT_FALSE(error.stack.empty());
  ASSERT_EQ(error.causes.size(), 2U);
  EXPECT_EQ(error.causes[0].type, "Middle");
  EXPECT_EQ(error.causes[0].message, "between");
  EXPECT_EQ(error.causes[1].type, "std::out_of_range");
  EXPECT_TRUE(error_json(error).ends_with(
      R"(,"cause":{"errorType":"Middle","errorMessage":"between",)"
      R"("cause":{"errorType":"std::out_of_range","errorMessage":"deep"}}})"))
      << error_json(error);
}

TEST(CurrentExceptionError, bounds_the_causes) {
  const FunctionError error = caught([] {
    std::exception_ptr last;
    for (int i = 0; i < 1'000; ++i) {
      try {
        try {
          if (last) std::rethrow_exception(last);
          throw std::runtime_error("first");
        } catch (...) {
          std::throw_with_nested(std::runtime_error("next"));
        }
      } catch (...) {
        last = std::current_exception();
      }
    }
    std::rethrow_exception(last);
  });
  EXPECT_EQ(error.causes.size(), 16U);
}

TEST(ErrorJson, is_valid_whatever_bytes_the_message_has) {
  EXPECT_EQ(error_json(FunctionError("T", "bad \xFF")),
            "{\"errorType\":\"T\",\"errorMessage\":\"bad \xEF\xBF\xBD\",\"stackTrace\":[]}");
}

TEST(HeaderValue, is_printable_and_bounded) {
  EXPECT_EQ(header_value("a\r\nb: c\x80"), "a??b: c?");
  EXPECT_EQ(header_value(std::string(1000, 'x')).size(), 256U);
}

}  // namespace
}  // namespace bellwether
