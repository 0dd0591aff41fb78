#include "bellwether/codec.h"

#include <memory>

#include <gtest/gtest.h>

#include "bellwether/handler.h"

namespace bellwether {

struct Tattoo {
  unsigned long value;
};

template <>
struct Codec<Tattoo> {
  static std::expected<Tattoo, FunctionError> decode(std::string_view json) {
    if (json.empty() || json[0] == '-') {
      return std::unexpected(FunctionError("Tattoo.Invalid", "not a tattoo"));
    }
    return Tattoo{std::stoul(std::string(json))};
  }
  static std::string encode(const Tattoo& tattoo) { return std::to_string(tattoo.value); }
};

namespace {

TEST(Codec, carries_a_type_of_the_users_own) {
  const Invocation invoke = adapt([](Tattoo tattoo) { return Tattoo{tattoo.value + 1}; });
  EXPECT_EQ(invoke("41", {}), "42");
  const auto refused = invoke("-1", {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().type, "Tattoo.Invalid");
}

TEST(Adapt, takes_functions_with_and_without_context_and_objects_that_only_move) {
  EXPECT_EQ(adapt(+[](const Tattoo& tattoo, const Context& context) {
              return Tattoo{tattoo.value + context.request_id.size()};
            })("1", {.request_id = "ab"}),
            "3");
  struct Handler {
    std::unique_ptr<int> step;
    Tattoo operator()(const Tattoo& tattoo) const {
      return Tattoo{tattoo.value + static_cast<unsigned long>(*step)};
    }
  };
  EXPECT_EQ(adapt(Handler{std::make_unique<int>(5)})("1", {}), "6");
}

TEST(Adapt, takes_expected_answers) {
  EXPECT_EQ(adapt([](const std::string&) -> aws::Result<Tattoo> { return Tattoo{7}; })("", {}),
            "7");
  EXPECT_EQ(
      adapt([](const std::string&) -> std::expected<void, FunctionError> { return {}; })("", {}),
      "null");
}

}  // namespace
}  // namespace bellwether
