#include "aws/sigv4/hash.h"

namespace bellwether::aws::sigv4 {

bool is_sha256_hex(std::string_view text) {
  bool digits = text.size() == 2 * Digest().size();
  // To the end in any case: without a way out it takes 16 at a time.
  for (const char c : text) {
    const bool decimal = static_cast<unsigned char>(c - '0') < 10;
    const bool letter = static_cast<unsigned char>(c - 'a') < 6;
    digits &= decimal | letter;
  }
  return digits;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

}  // namespace bellwether::aws::sigv4
