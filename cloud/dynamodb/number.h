// DynamoDB's numbers: decimal, 38 significant digits, 1E-130 to 9.99...E+125 in magnitude.
//
// Exact, unlike a double: "0.1" is itself, and "1", "1.0" and "1e0" are the same number, so that
// they are the same key and equal elements of a set.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
#pragma once

#include <compare>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace bellwether::cloud::dynamodb {

// d.ddd x 10^exponent, without zeros at either end of the digits; no digits are zero.
struct Number {
  bool negative = false;
  int exponent = 0;
  std::string digits;

  friend bool operator==(const Number&, const Number&) = default;
  friend std::strong_ordering operator<=>(const Number& a, const Number& b);
};

// The error is AWS's message.
std::expected<Number, std::string> parse_number(std::string_view text);

// The one way DynamoDB writes a number: no exponent, no superfluous zero.
std::string to_string(const Number& number);

Number negate(Number number);
// Exact. The error is AWS's message: a sum beyond the range, and one of more digits than a number
// has, which AWS calls an overflow too.
std::expected<Number, std::string> add(const Number& a, const Number& b);

// Bytes that sort as the numbers do; none is the beginning of another.
void append_ordered(std::string& bytes, const Number& number);

// By DynamoDB's rules for the size of an item: about a byte for two digits, and one more.
std::size_t size_of(const Number& number);

}  // namespace bellwether::cloud::dynamodb
