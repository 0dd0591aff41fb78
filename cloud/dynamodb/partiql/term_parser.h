// The grammar of PartiQL's expressions. https://partiql.org/assets/PartiQL-Specification.pdf
//
// After an error every token is the end, so that a parser needs no unwinding: it runs out of input.
// Messages are those of the reference implementation, which AWS answers with.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/dynamodb/partiql/operators.h"
#include "cloud/dynamodb/partiql/statement.h"
#include "cloud/dynamodb/partiql/token.h"

namespace bellwether::cloud::dynamodb::partiql {

class TermParser {
 public:
  explicit TermParser(std::string_view statement);

  // What was wrong first: AWS's message.
  const std::optional<std::string>& error() const { return error_; }

 protected:
  const Token& peek(std::size_t ahead = 0) const;
  const Token& take();
  bool accept(std::string_view symbol);
  bool accept_keyword(std::string_view keyword);
  void expect(std::string_view symbol, std::string_view name);
  bool at_end(std::size_t ahead = 0) const { return peek(ahead).kind == TokenKind::end; }

  // The statement is not of the grammar.
  void malformed(std::string_view detail);
  // It is, but AWS does not take it.
  void refuse(std::string message);
  void refuse_clause(std::string_view clause, Span span);

  // The operands of operators that bind more tightly than `binding`.
  Term expression(int binding = 0);
  // Names and literal indexes only: what may be changed.
  Term simple_path();
  std::vector<Term> expressions(std::string_view close, std::string_view close_name);

  std::size_t parameters() const { return parameters_; }

 private:
  std::optional<InfixOperator> infix() const;
  Term infix_operation(Term left, const InfixOperator& op);
  Term in_candidates(int binding);
  Term type_name();
  Term unary();
  Term signed_term();
  Term path_term();
  void path_steps(Term& path, bool simple);
  void index_step(Term& path, bool simple);
  Term term();
  Term keyword_term();
  Term parenthesis();
  Term tuple();
  Term call();
  Term leaf(Term::Kind kind);

  std::string_view statement_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t chained_ = 0;
  std::size_t parameters_ = 0;
  std::optional<std::string> error_;
};

}  // namespace bellwether::cloud::dynamodb::partiql
