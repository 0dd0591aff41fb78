// What a PartiQL statement says, before anything is known of parameters or tables.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cloud/dynamodb/partiql/token.h"

namespace bellwether::cloud::dynamodb::partiql {

// Any expression of the grammar; which of them may stand where is decided later.
struct Term {
  enum class Kind {
    path,     // steps
    string,   // text
    number,   // text, with its sign
    boolean,  // text: "TRUE" or "FALSE"
    null,
    missing,
    parameter,  // which
    ion,        // text
    list,       // parts
    bag,        // parts
    tuple,      // parts: name, value, name, value, ...
    call,       // text: the function in lower case; parts: its arguments
    operation,  // text: the operator in upper case; parts: its operands
    type,       // text: a type's name in upper case, at the right of IS
    all,        // the * of a SELECT
  };
  struct Step {
    enum class Kind { name, index, wildcard, other };
    Kind kind = Kind::name;
    std::string text;  // a name, or the index as written
    Span span;
  };

  Kind kind = Kind::path;
  Span span;  // of its first token; of a signed number the digits
  std::string text{};
  std::size_t parameter = 0;
  std::vector<Step> steps{};
  std::vector<Term> parts{};

  bool is_operation(std::string_view name) const { return kind == Kind::operation && text == name; }
};

struct Assignment {
  Term target;                // a path
  std::optional<Term> value;  // nothing: REMOVE
};

struct Ordering {
  Term key;
  bool descending = false;
};

// RETURNING: which attributes, and of the item before or after.
struct Returning {
  bool modified = false;
  bool after = false;
};

struct Statement {
  enum class Kind { select, insert, update, erase, exists };
  Kind kind = Kind::select;
  Term source;  // the table, and after it the index
  std::optional<Term> where;
  // SELECT, and that of EXISTS.
  std::vector<Term> columns;
  std::vector<Ordering> order;
  // INSERT.
  std::optional<Term> value;
  // UPDATE, in the order of the statement.
  std::vector<Assignment> assignments;
  std::optional<Returning> returning;
  std::size_t parameters = 0;  // how many question marks there are
};

}  // namespace bellwether::cloud::dynamodb::partiql
