#include "cloud/cloudformation/sam/digest.h"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace bellwether::cloud::cloudformation::sam {

std::string sha1_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha1(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

}  // namespace bellwether::cloud::cloudformation::sam
