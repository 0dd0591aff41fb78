// Reads expressions by the grammar of
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
//
// The base has what all expressions share: tokens, document paths, one error. After an error every
// token is the end, so that a parser needs no unwinding: it runs out of input.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/dynamodb/expression/path.h"
#include "cloud/dynamodb/expression/token.h"

namespace bellwether::cloud::dynamodb::expression {

class Parser {
 public:
  // `keywords`, in upper case, are never names; they outlive the parser.
  explicit Parser(std::string_view expression, std::span<const std::string_view> keywords = {});

  // What was wrong first, without the "Invalid ...Expression: " before it.
  const std::optional<std::string>& error() const { return error_; }

 protected:
  const Token& peek(std::size_t ahead = 0) const;
  const Token& take();
  bool accept(std::string_view symbol);
  void expect(std::string_view symbol);
  void expect_end();

  // The token is not what belongs here.
  void syntax_error();
  void fail(std::string message);
  // One more operator, of which there may be 300.
  void count_operator();
  // Around what is inside one more parenthesis, which recursion is bounded by.
  bool enter() { return ++depth_ <= kMaxDepth; }
  void leave() { --depth_; }

  bool at_keyword() const;
  bool at_path() const;
  bool at_function() const;
  Path path();
  // ".name" and "[index]", as many as there are.
  void path_tail(Path& path);

 private:
  // No expression of 300 operators needs more, unless its parentheses are redundant.
  static constexpr std::size_t kMaxDepth = 301;

  void path_name(Path& path);
  void path_index(Path& path);

  std::string_view expression_;
  std::span<const std::string_view> keywords_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t operators_ = 0;
  std::size_t depth_ = 0;
  std::optional<std::string> error_;
};

}  // namespace bellwether::cloud::dynamodb::expression
